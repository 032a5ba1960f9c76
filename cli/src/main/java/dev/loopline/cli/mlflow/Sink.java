package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.client.LooplineClient;
import dev.loopline.client.RefusedException;
import dev.loopline.client.UnreachableException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The Loopline server that takes the copy. Each of its routes may be called again, so what failed
 * for reasons that pass is.
 */
record Sink(LooplineClient client, String source, Retries retries) {
  private static final String AT = "/api/v1/import";

  static Address at(String path) {
    return Address.of(AT + path);
  }

  JsonNode put(Address path, ObjectNode body) {
    return patiently(() -> client.put(path.toString(), body));
  }

  JsonNode post(Address path, Object body) {
    return patiently(() -> client.post(path.toString(), body));
  }

  JsonNode get(Address path) {
    return patiently(() -> client.get(path.toString()));
  }

  /** A file; its bytes can be read but once, so this is tried once. */
  JsonNode upload(Address path, InputStream bytes) {
    return client.upload(path.toString(), () -> bytes);
  }

  /** The states of those that were copied before, by what they are called there. */
  Map<String, String> states(String kind, List<String> ids) {
    Map<String, String> states = new HashMap<>();
    if (!ids.isEmpty()) {
      ObjectNode asked = Printer.object().put("source", source).put("kind", kind);
      ids.forEach(asked.putArray("ids")::add);
      post(at("/marks/find"), asked)
          .path("marks")
          .properties()
          .forEach(mark -> states.put(mark.getKey(), mark.getValue().path("state").asText()));
    }
    return states;
  }

  void mark(String kind, String id, String state) {
    ObjectNode made = Printer.object().put("source", source).put("kind", kind);
    made.putObject("states").put(id, state);
    put(at("/marks"), made);
  }

  private <T> T patiently(Supplier<T> call) {
    return retries.run(
        () -> {
          try {
            return call.get();
          } catch (UnreachableException e) {
            throw new Retries.Passing(e, Optional.empty());
          } catch (RefusedException e) {
            if (e.status() == 429 || e.status() == 503) {
              throw new Retries.Passing(e, Optional.empty());
            }
            throw e;
          }
        });
  }
}
