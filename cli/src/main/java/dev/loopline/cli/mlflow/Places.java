package dev.loopline.cli.mlflow;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.remote.Address;
import dev.loopline.client.RefusedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the files of versions lie: there, and here after the copy. */
record Places(Copying copying) {
  private static final Pattern LOGGED_MODEL = Pattern.compile("m-[0-9a-f]{32}");

  /** The experiment of a run, at the source. */
  Optional<String> experimentOf(String run) {
    return run.isEmpty()
        ? Optional.empty()
        : atSource(run(run)).map(found -> found.at("/run/info/experiment_id").asText());
  }

  /** A version's message with its source as it is here: below its run's or logged model's files. */
  JsonNode moved(JsonNode version) {
    ObjectNode moved = version.deepCopy();
    String source = version.path("source").asText();
    String run = version.path("run_id").asText();
    Matcher logged = LOGGED_MODEL.matcher(source);
    String here = source;
    if (!run.isEmpty()) {
      here = moved(here, run(run), "/run/info/artifact_uri");
    }
    if (here.equals(source) && source.contains("/artifacts") && logged.find()) {
      here =
          moved(
              here,
              Address.of(MLFLOW + "logged-models").part(logged.group()),
              "/model/info/artifact_uri");
    }
    return here.isEmpty() ? moved : moved.put("source", here);
  }

  private String moved(String source, Address owner, String field) {
    String there = atSource(owner).map(found -> found.at(field).asText()).orElse("");
    if (there.isEmpty() || !(source.equals(there) || source.startsWith(there + "/"))) {
      return source;
    }
    return atSink(owner)
        .map(found -> found.at(field).asText())
        .filter(here -> !here.isEmpty())
        .map(here -> here + source.substring(there.length()))
        .orElse(source);
  }

  private static Address run(String id) {
    return Address.of(MLFLOW + "runs/get").with("run_id", id).with("run_uuid", id);
  }

  private Optional<JsonNode> atSource(Address address) {
    try {
      return Optional.of(copying.source().get(address));
    } catch (SourceFailed e) {
      if (e.status() == 404 || e.status() == 400) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Optional<JsonNode> atSink(Address address) {
    try {
      return Optional.of(copying.sink().get(address));
    } catch (RefusedException e) {
      if (e.status() == 404 || e.status() == 400) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
