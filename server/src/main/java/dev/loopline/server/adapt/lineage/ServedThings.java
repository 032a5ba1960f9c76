package dev.loopline.server.adapt.lineage;

import static dev.loopline.server.adapt.lineage.Kind.facts;
import static dev.loopline.server.adapt.lineage.Kind.node;

import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceSource;
import dev.loopline.serving.Serving;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Deployments and what they answered. A deployment is the event that told of it; it ends with the
 * next event of its endpoint that gives or takes its role.
 */
final class ServedThings {
  private static final String DEPLOYED = "serving.endpoint.deployed";
  private static final int PAGE = 100;

  /** So many events of an endpoint are looked through for the end of a deployment. */
  private static final int MOST = 2_000;

  private final EventLog events;
  private final Serving serving;

  ServedThings(EventLog events, Serving serving) {
    this.events = events;
    this.serving = serving;
  }

  List<TraceSource> all() {
    return List.of(
        Kind.single(Kinds.DEPLOYMENT, this::deployment),
        new Kind(Kinds.PREDICTIONS, this::predictions));
  }

  private Optional<TraceNode> deployment(String product, String id) {
    return events
        .find(new EventId(id))
        .filter(e -> e.type().equals(DEPLOYED) && product.equals(e.product()))
        .map(this::deployment);
  }

  private TraceNode deployment(Event deployed) {
    String endpoint = deployed.subject();
    String version = deployed.data().path("version").asText();
    String role = deployed.data().path("role").asText().toLowerCase(Locale.ROOT);
    Map<String, String> facts =
        facts("endpoint", endpoint, "version", version, "role", role, "from", when(deployed));
    facts.put("until", end(deployed).map(ServedThings::when).orElse("now"));
    return node(
        Kinds.DEPLOYMENT,
        deployed.id().value(),
        "Version " + version + " as " + role + " of " + endpoint,
        facts,
        "/products/" + deployed.product() + "/endpoints/" + endpoint);
  }

  private static String when(Event event) {
    return Objects.requireNonNullElse(event.eventTime(), event.time()).toString();
  }

  private Optional<Event> end(Event deployed) {
    long after = deployed.position();
    for (int seen = 0; seen < MOST; seen += PAGE) {
      List<Event> page =
          events.page(
              new EventQuery(
                  deployed.product(), deployed.subject(), "serving.endpoint.", after, PAGE, false));
      Optional<Event> end = page.stream().filter(e -> ends(e, deployed)).findFirst();
      if (end.isPresent() || page.size() < PAGE) {
        return end;
      }
      after = page.getLast().position();
    }
    return Optional.empty();
  }

  private static boolean ends(Event event, Event deployed) {
    return switch (event.type()) {
      case "serving.endpoint.removed" -> true;
      case DEPLOYED, "serving.endpoint.withdrawn" ->
          event.data().path("role").equals(deployed.data().path("role"));
      default -> false;
    };
  }

  private List<TraceNode> predictions(String product, List<String> ids) {
    List<TraceNode> found = new ArrayList<>();
    Kind.byName(ids)
        .forEach(
            (endpoint, versions) -> {
              Map<Integer, Long> served = serving.served(product, endpoint);
              boolean there =
                  serving.endpoints(product).stream().anyMatch(e -> e.name().equals(endpoint));
              versions.forEach(
                  version -> {
                    long count = served.getOrDefault(version.intValue(), 0L);
                    if (there || count > 0) {
                      found.add(predictions(product, endpoint, version, count));
                    }
                  });
            });
    return found;
  }

  private static TraceNode predictions(String product, String endpoint, long version, long count) {
    String list = "/products/" + product + "/endpoints/" + endpoint + "/predictions";
    return node(
        Kinds.PREDICTIONS,
        endpoint + "/" + version,
        count == 1 ? "1 prediction" : String.format(Locale.ROOT, "%,d predictions", count),
        facts(
            "count",
            String.valueOf(count),
            "endpoint",
            endpoint,
            "version",
            String.valueOf(version),
            "list",
            "/api/v1" + list + "?version=" + version),
        list + "?version=" + version);
  }
}
