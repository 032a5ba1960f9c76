package dev.loopline.server.adapt.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.LinkRules.Made;
import dev.loopline.metadata.spi.LinkRules.Renamed;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRulesTest {
  private static final int POSITION = 7;

  private final EventRules rules = new EventRules();

  private List<LinkRules.Told> told(String type, String data) {
    return rules.of(
        new Event(
            new EventId("evt_1"),
            POSITION,
            type,
            "test",
            "subject",
            "hotel",
            "tester",
            Instant.EPOCH,
            null,
            Json.parse(data.replace('\'', '"')),
            ""));
  }

  /** Such as {@code commit c -> build sha256:1}. */
  private List<String> links(String type, String data) {
    return told(type, data).stream().map(t -> ((Made) t).link()).map(this::text).toList();
  }

  private String text(Link link) {
    assertThat(link.position()).isEqualTo(POSITION);
    return text(link.from()) + " -> " + text(link.to());
  }

  private static String text(Ref ref) {
    return ref.kind() + " " + ref.id();
  }

  @Test
  void dataComesFromFilesAndViews() {
    assertThat(links("features.extracted", "{'source':'bookings','revision':2}"))
        .containsExactly("source file bookings/2 -> source bookings");
    assertThat(
            links(
                "features.views.applied",
                "{'commit':'c2','views':['booking'],'forms':[{'view':'booking','source':'bookings',"
                    + "'commit':'c1'}]}"))
        .containsExactly(
            "source bookings -> feature view booking/c1", "commit c1 -> feature view booking/c1");
    assertThat(
            links(
                "features.snapshot.committed",
                "{'view':'booking','source':'bookings','commit':'c1','snapshot':3}"))
        .containsExactly(
            "source bookings -> data snapshot booking/3",
            "feature view booking/c1 -> data snapshot booking/3");
  }

  @Test
  void codeBecomesBuildsAndRuns() {
    assertThat(links("delivery.artifact.delivered", "{'commit':'c1','digest':'sha256:1'}"))
        .containsExactly("commit c1 -> build sha256:1");
    assertThat(links("workflow.run.started", "{'run':'run_1','commit':'c1'}"))
        .containsExactly("commit c1 -> pipeline run run_1");
    assertThat(links("metadata.run.started", "{'name':'n','pipelineRun':'run_1'}"))
        .containsExactly("pipeline run run_1 -> run subject");
    assertThat(links("metadata.run.started", "{'name':'n'}")).isEmpty();
  }

  @Test
  void aVersionComesFromAllThatItWasTrainedWithOrFromWhatItsClientNamed() {
    assertThat(
            links(
                "registry.version.registered",
                "{'model':'hotel.m','version':'7','evidence':{'lineage':{'run':'r','pipelineRun':"
                    + "'run_1','commit':'c1','build':'','view':'booking','snapshot':3}}}"))
        .containsExactlyInAnyOrder(
            "run r -> model version hotel.m/7",
            "commit c1 -> model version hotel.m/7",
            "training set hotel.m/7 -> model version hotel.m/7",
            "data snapshot booking/3 -> training set hotel.m/7",
            "pipeline run run_1 -> run r",
            "training set hotel.m/7 -> run r");
    assertThat(
            links(
                "registry.version.registered",
                "{'model':'m','version':'1','runId':'r','loggedModelId':''}"))
        .containsExactly("run r -> model version m/1");
  }

  @Test
  void aDeploymentIsItsEventAndLeadsToWhatItAnswered() {
    assertThat(
            links(
                "serving.endpoint.deployed",
                "{'endpoint':'cancel','role':'CHAMPION','model':'hotel.m','version':'7'}"))
        .containsExactly(
            "model version hotel.m/7 -> deployment evt_1",
            "deployment evt_1 -> predictions cancel/7");
    assertThat(told("registry.model.renamed", "{'model':'hotel.n','evidence':{'from':'hotel.m'}}"))
        .containsExactly(
            new Renamed(List.of("model version", "training set"), "hotel", "hotel.m/", "hotel.n/"));
  }
}
