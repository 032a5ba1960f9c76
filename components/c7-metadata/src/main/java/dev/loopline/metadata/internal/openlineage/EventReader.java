package dev.loopline.metadata.internal.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.internal.openlineage.Incoming.Data;
import dev.loopline.metadata.internal.openlineage.Incoming.Named;
import dev.loopline.metadata.internal.openlineage.Incoming.State;
import dev.loopline.metadata.openlineage.OpenLineageNames;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads events of OpenLineage's specification 2-0-2: what it requires is required, what it does not
 * know is kept where it stands in facets and passed over elsewhere.
 */
final class EventReader {
  private static final int LONGEST_ID = 1_000;
  private static final int MOST_DATASETS = 1_000;
  private static final int SHOWN = 100;
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private EventReader() {}

  static Incoming read(JsonNode event) {
    if (!event.isObject()) {
      throw refused("", "is no object; send a RunEvent, JobEvent or DatasetEvent");
    }
    Instant at = time(event);
    uri(event, "producer");
    uri(event, "schemaURL");
    boolean ofRun = event.hasNonNull("run");
    boolean ofJob = event.hasNonNull("job");
    boolean ofDataset = event.hasNonNull("dataset");
    if (ofDataset && (ofRun || ofJob)) {
      throw refused("dataset", "stands beside a run or job; send them as events of their own");
    }
    if (ofDataset) {
      Data dataset = data(event.get("dataset"), "dataset");
      return new Incoming(
          at, State.OTHER, Optional.empty(), Optional.empty(), List.of(), List.of(dataset));
    }
    if (!ofJob) {
      throw refused("job", "is missing; it is required, with namespace and name");
    }
    return new Incoming(
        at,
        type(event),
        ofRun ? Optional.of(run(event.get("run"))) : Optional.empty(),
        Optional.of(named(event.get("job"), "job")),
        datasets(event, "inputs"),
        datasets(event, "outputs"));
  }

  private static Instant time(JsonNode event) {
    String text = text(event, "", "eventTime");
    try {
      Instant at = OffsetDateTime.parse(text).toInstant();
      if (!at.isBefore(EARLIEST) && !at.isAfter(LATEST)) {
        return at;
      }
    } catch (DateTimeException e) {
      // Falls through to the one message for all that is no such time.
    }
    throw refused(
        "eventTime", "is '" + shown(text) + "'; a time such as 2026-01-31T12:00:00Z is expected");
  }

  private static void uri(JsonNode event, String name) {
    String text = text(event, "", name);
    try {
      if (new URI(text).isAbsolute()) {
        return;
      }
    } catch (URISyntaxException e) {
      // Falls through to the one message for all that is no such URI.
    }
    throw refused(name, "is '" + shown(text) + "'; a URI is expected");
  }

  private static State type(JsonNode event) {
    if (!event.hasNonNull("eventType")) {
      return State.OTHER;
    }
    String text = text(event, "", "eventType");
    try {
      return State.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw refused(
          "eventType",
          "is '" + shown(text) + "'; START, RUNNING, COMPLETE, ABORT, FAIL or OTHER is expected");
    }
  }

  private static Incoming.Run run(JsonNode run) {
    String id = uuid(object(run, "run"), "run");
    ObjectNode facets = facets(run, "run", "facets");
    JsonNode parent = facets.path("parent").path("run");
    return new Incoming.Run(
        id,
        facets,
        parent.hasNonNull("runId")
            ? Optional.of(uuid(parent, "run.facets.parent.run"))
            : Optional.empty());
  }

  private static String uuid(JsonNode run, String path) {
    String text = text(run, path, "runId");
    try {
      if (text.length() == 36) {
        return UUID.fromString(text).toString();
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message for all that is no such id.
    }
    throw refused(path + ".runId", "is '" + shown(text) + "'; a UUID is expected");
  }

  private static List<Data> datasets(JsonNode event, String name) {
    JsonNode list = event.path(name);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    if (!list.isArray() || list.size() > MOST_DATASETS) {
      throw refused(name, "is no list of at most " + MOST_DATASETS + " datasets");
    }
    List<Data> datasets = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      datasets.add(data(list.get(i), name + "[" + i + "]"));
    }
    return datasets;
  }

  private static Data data(JsonNode dataset, String path) {
    Named named = named(dataset, path);
    List<Named> aliases = new ArrayList<>();
    JsonNode links = named.facets().path("symlinks").path("identifiers");
    for (int i = 0; i < Math.min(links.size(), MOST_DATASETS); i++) {
      if (links.path(i).path("namespace").isTextual() && links.path(i).path("name").isTextual()) {
        aliases.add(named(links.path(i), path + ".facets.symlinks.identifiers[" + i + "]"));
      }
    }
    return new Data(named, aliases);
  }

  private static Named named(JsonNode node, String path) {
    object(node, path);
    String namespace = text(node, path, "namespace");
    String name = text(node, path, "name");
    String id = OpenLineageNames.id(namespace, name);
    if (id.getBytes(StandardCharsets.UTF_8).length > LONGEST_ID) {
      throw refused(
          path + ".name",
          "is too long; namespace and name together have at most " + LONGEST_ID + " bytes");
    }
    return new Named(namespace, name, facets(node, path, "facets"));
  }

  private static ObjectNode facets(JsonNode node, String path, String name) {
    JsonNode facets = node.path(name);
    if (facets.isMissingNode() || facets.isNull()) {
      return Json.object();
    }
    ObjectNode all = object(facets, path + "." + name);
    all.properties()
        .forEach(
            facet -> {
              if (!facet.getValue().isNull()) {
                object(facet.getValue(), path + "." + name + "." + shown(facet.getKey()));
              }
            });
    return all;
  }

  private static ObjectNode object(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw refused(path, "is no object");
  }

  private static String text(JsonNode node, String path, String name) {
    JsonNode value = node.path(name);
    String at = path.isEmpty() ? name : path + "." + name;
    if (value.isMissingNode() || value.isNull()) {
      throw refused(at, "is missing; it is required");
    }
    if (!value.isTextual() || value.asText().isBlank() || value.asText().indexOf('\0') >= 0) {
      throw refused(at, "is no text");
    }
    return value.asText();
  }

  private static String shown(String text) {
    return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
  }

  private static LooplineException refused(String path, String why) {
    return new LooplineException(
        KernelError.INVALID_DOCUMENT,
        "The OpenLineage event cannot be taken: "
            + (path.isEmpty() ? "it" : path)
            + " "
            + why
            + ".");
  }
}
