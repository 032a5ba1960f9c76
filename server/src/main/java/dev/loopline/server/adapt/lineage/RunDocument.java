package dev.loopline.server.adapt.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.openlineage.OpenLineageNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Writes RunEvents of OpenLineage's specification 2-0-2 about one event of ours. A run's id follows
 * from ours alone.
 */
final class RunDocument {
  private static final String PRODUCER = "urn:loopline:server";
  private static final String SPEC = "https://openlineage.io/spec/";
  private static final String RUN_EVENT = SPEC + "2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String FACETS = SPEC + "facets/";

  private final Event event;
  private final String product;
  private final ObjectNode run = Json.object();
  private final ObjectNode facets = run.putObject("facets");
  private final ObjectNode job = Json.object();
  private final ArrayNode inputs = Json.mapper().createArrayNode();
  private final ArrayNode outputs = Json.mapper().createArrayNode();

  RunDocument(Event event, String product) {
    this.event = event;
    this.product = product;
  }

  /** What names a run that is this event. */
  String event() {
    return event.id().value();
  }

  RunDocument of(String name, String id) {
    run.put("runId", uuid(id));
    job.put("namespace", OpenLineageNames.namespace(product)).put("name", name);
    ObjectNode type =
        facet(
            job.putObject("facets"),
            "jobType",
            FACETS + "2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet");
    type.put("processingType", "BATCH")
        .put("integration", "LOOPLINE")
        .put("jobType", event.type().startsWith("workflow.run.") ? "DAG" : "TASK");
    return this;
  }

  private String uuid(String id) {
    String whole = OpenLineageNames.namespace(product) + "/" + id;
    return UUID.nameUUIDFromBytes(whole.getBytes(StandardCharsets.UTF_8)).toString();
  }

  RunDocument partOf(String parent, String id) {
    ObjectNode facet =
        facet(facets, "parent", FACETS + "1-1-0/ParentRunFacet.json#/$defs/ParentRunFacet");
    facet.putObject("run").put("runId", uuid(id));
    facet
        .putObject("job")
        .put("namespace", OpenLineageNames.namespace(product))
        .put("name", parent);
    return this;
  }

  /** What the event says under these names, where it does. */
  RunDocument facts(String... names) {
    ObjectNode facet = facet(facets, "loopline", "urn:loopline:run-facet");
    facet.put("event", event.id().value()).put("position", event.position());
    for (String name : names) {
      if (event.data().hasNonNull(name)) {
        facet.set(name, event.data().get(name));
      }
    }
    return this;
  }

  RunDocument error(JsonNode message) {
    if (message.isTextual()) {
      facet(
              facets,
              "errorMessage",
              FACETS + "1-0-1/ErrorMessageRunFacet.json#/$defs/ErrorMessageRunFacet")
          .put("message", message.asText())
          .put("programmingLanguage", "JAVA");
    }
    return this;
  }

  RunDocument reads(String name) {
    inputs.addObject().put("namespace", OpenLineageNames.namespace(product)).put("name", name);
    return this;
  }

  /**
   * @param rows how many, where that is known
   */
  RunDocument writes(String name, JsonNode rows) {
    ObjectNode output =
        outputs.addObject().put("namespace", OpenLineageNames.namespace(product)).put("name", name);
    if (rows.isIntegralNumber()) {
      facet(
              output.putObject("outputFacets"),
              "outputStatistics",
              FACETS
                  + "1-0-2/OutputStatisticsOutputDatasetFacet.json"
                  + "#/$defs/OutputStatisticsOutputDatasetFacet")
          .put("rowCount", rows.asLong());
    }
    return this;
  }

  private static ObjectNode facet(ObjectNode facets, String name, String schema) {
    return facets.putObject(name).put("_producer", PRODUCER).put("_schemaURL", schema);
  }

  /** Of something that is told of when it is over: that it began, and that it ended. */
  List<JsonNode> startAndEnd() {
    double seconds = event.data().path("seconds").asDouble(0);
    Instant began = event.time().minus(Duration.ofMillis(Math.round(seconds * 1000)));
    return List.of(at("START", began), at("COMPLETE", event.time()));
  }

  JsonNode as(String state) {
    return at(state, event.time());
  }

  private JsonNode at(String state, Instant time) {
    ObjectNode document =
        Json.object()
            .put("eventType", state)
            .put("eventTime", time.toString())
            .put("producer", PRODUCER)
            .put("schemaURL", RUN_EVENT);
    document.set("run", run.deepCopy());
    document.set("job", job.deepCopy());
    document.set("inputs", inputs.deepCopy());
    document.set("outputs", outputs.deepCopy());
    return document;
  }
}
