package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one run with its points: most runs in one request, long histories in several. Not for
 * several threads.
 */
final class RunWriter {
  private static final int MOST = 5_000;

  private final Sink sink;
  private final String id;
  private final String experiment;
  private final JsonNode message;
  private final List<Point> waiting = new ArrayList<>();
  private boolean isThere;
  private long written;

  RunWriter(Sink sink, String id, String experiment, JsonNode message) {
    this.sink = sink;
    this.id = id;
    this.experiment = experiment;
    this.message = message;
  }

  void add(Point point) {
    waiting.add(point);
    if (waiting.size() >= MOST) {
      write();
    }
  }

  /** Writes what is still waiting; how many points were written in all. */
  long finish() {
    if (!isThere || !waiting.isEmpty()) {
      write();
    }
    return written;
  }

  private void write() {
    ObjectNode body = Printer.object();
    ArrayNode metrics = body.putArray("metrics");
    waiting.forEach(point -> point.addTo(metrics));
    if (isThere) {
      body.put("run_id", id);
      sink.post(Sink.at("/runs").part(id).part("metrics"), body);
    } else {
      body.put("experimentId", experiment);
      body.set("run", message);
      sink.put(Sink.at("/runs").part(id), body);
      isThere = true;
    }
    written += waiting.size();
    waiting.clear();
  }
}
