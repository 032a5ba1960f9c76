package dev.loopline.server.adapt.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.TraceNode.Ref;
import dev.loopline.registry.RegisteredModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the components' events say was made of what. */
public final class EventRules implements LinkRules {
  private static final Set<String> TYPES =
      Set.of(
          "features.extracted",
          "features.views.applied",
          "features.snapshot.committed",
          "delivery.artifact.delivered",
          "workflow.run.started",
          "metadata.run.started",
          "registry.version.registered",
          "registry.model.renamed",
          "serving.endpoint.deployed");

  @Override
  public Set<String> types() {
    return TYPES;
  }

  @Override
  public List<Told> of(Event event) {
    Links links = new Links(event.position());
    JsonNode data = event.data();
    switch (event.type()) {
      case "features.extracted" -> extracted(links, data);
      case "features.views.applied" -> data.path("forms").forEach(form -> view(links, form));
      case "features.snapshot.committed" -> snapshot(links, data);
      case "delivery.artifact.delivered" ->
          links.add(Kinds.COMMIT, data.path("commit"), new Ref(Kinds.BUILD, text(data, "digest")));
      case "workflow.run.started" -> started(links, data);
      case "metadata.run.started" ->
          links.add(
              Kinds.PIPELINE_RUN, data.path("pipelineRun"), new Ref(Kinds.RUN, event.subject()));
      case "registry.version.registered" -> registered(links, data);
      case "serving.endpoint.deployed" -> deployed(links, event.id().value(), data);
      case "registry.model.renamed" -> {
        return renamed(text(data.path("evidence"), "from"), text(data, "model"));
      }
      default -> throw new IllegalArgumentException(event.type() + " was not asked for");
    }
    return links.told;
  }

  private static void extracted(Links links, JsonNode data) {
    String source = text(data, "source");
    links.add(Kinds.sourceFile(source, data.path("revision").asLong()), Kinds.source(source));
  }

  private static void view(Links links, JsonNode form) {
    Ref view = Kinds.view(text(form, "view"), text(form, "commit"));
    links.add(Kinds.source(text(form, "source")), view);
    links.add(Kinds.COMMIT, form.path("commit"), view);
  }

  private static void snapshot(Links links, JsonNode data) {
    Ref snapshot = Kinds.snapshot(text(data, "view"), text(data, "snapshot"));
    links.add(Kinds.source(text(data, "source")), snapshot);
    links.add(Kinds.view(text(data, "view"), text(data, "commit")), snapshot);
  }

  private static void started(Links links, JsonNode data) {
    Ref run = new Ref(Kinds.PIPELINE_RUN, text(data, "run"));
    links.add(Kinds.COMMIT, data.path("commit"), run);
    links.add(Kinds.BUILD, data.path("artifact"), run);
  }

  /** One that training registered says all that it was made from; one of MLflow's its run. */
  private static void registered(Links links, JsonNode data) {
    Ref version = Kinds.version(text(data, "model"), text(data, "version"));
    JsonNode lineage = data.path("evidence").path("lineage");
    if (!lineage.isObject()) {
      links.add(Kinds.RUN, data.path("runId"), version);
      links.add(Kinds.LOGGED_MODEL, data.path("loggedModelId"), version);
      return;
    }
    Ref set = new Ref(Kinds.TRAINING_SET, version.id());
    links.add(Kinds.RUN, lineage.path("run"), version);
    links.add(Kinds.COMMIT, lineage.path("commit"), version);
    links.add(Kinds.BUILD, lineage.path("build"), version);
    links.add(set, version);
    links.add(Kinds.snapshot(text(lineage, "view"), text(lineage, "snapshot")), set);
    Ref run = new Ref(Kinds.RUN, text(lineage, "run"));
    links.add(Kinds.PIPELINE_RUN, lineage.path("pipelineRun"), run);
    links.add(set, run);
  }

  private static void deployed(Links links, String event, JsonNode data) {
    Ref deployment = new Ref(Kinds.DEPLOYMENT, event);
    links.add(Kinds.version(text(data, "model"), text(data, "version")), deployment);
    links.add(deployment, Kinds.predictions(text(data, "endpoint"), text(data, "version")));
  }

  private static List<Told> renamed(String from, String to) {
    return List.of(
        new Renamed(
            List.of(Kinds.VERSION, Kinds.TRAINING_SET),
            RegisteredModel.productOf(from),
            from + "/",
            to + "/"));
  }

  private static String text(JsonNode data, String name) {
    return data.path(name).asText();
  }

  /** Collects what one event says. */
  private static final class Links {
    private final long position;
    private final List<Told> told = new ArrayList<>();

    Links(long position) {
      this.position = position;
    }

    void add(Ref from, Ref to) {
      told.add(new Made(new Link(from, to, position)));
    }

    /** Nothing where the event does not name it. */
    void add(String kind, JsonNode id, Ref to) {
      if (!id.asText().isEmpty()) {
        add(new Ref(kind, id.asText()), to);
      }
    }
  }
}
