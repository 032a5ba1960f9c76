package dev.loopline.server.adapt.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.json.Json;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineageClientUtils;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What we send, read by the model classes of OpenLineage's own Java client. */
class OurRunsTest {
  private final OurRuns runs = new OurRuns();

  private static Event event(String type, @Nullable String product, String data) {
    return new Event(
        new EventId("evt_1"),
        7,
        type,
        "test",
        "subject",
        product,
        "tester",
        Instant.parse("2026-01-01T10:00:00Z"),
        null,
        Json.parse(data.replace('\'', '"')),
        "");
  }

  private List<OpenLineage.RunEvent> sent(String type, String data) {
    return runs.of(event(type, "hotel", data)).stream()
        .map(JsonNode::toString)
        .map(OpenLineageClientUtils::runEventFromJson)
        .toList();
  }

  @Test
  void aSnapshotIsARunThatReadItsSource() {
    List<OpenLineage.RunEvent> both =
        sent(
            "features.snapshot.committed",
            "{'view':'booking','source':'bookings','commit':'c1','snapshot':3,'rows':10,"
                + "'seconds':2.5}");
    assertThat(both)
        .extracting(OpenLineage.RunEvent::getEventType)
        .containsExactly(EventType.START, EventType.COMPLETE);
    assertThat(both.getFirst().getRun().getRunId()).isEqualTo(both.getLast().getRun().getRunId());
    assertThat(both.getFirst().getEventTime().toInstant()).isEqualTo("2026-01-01T09:59:57.500Z");
    OpenLineage.RunEvent end = both.getLast();
    assertThat(end.getJob().getNamespace()).isEqualTo("loopline://hotel");
    assertThat(end.getJob().getName()).isEqualTo("views/booking/materialize");
    assertThat(end.getJob().getFacets().getJobType().getIntegration()).isEqualTo("LOOPLINE");
    assertThat(end.getInputs().getFirst().getName()).isEqualTo("sources/bookings");
    assertThat(end.getOutputs().getFirst().getName()).isEqualTo("views/booking/3");
    assertThat(end.getOutputs().getFirst().getOutputFacets().getOutputStatistics().getRowCount())
        .isEqualTo(10);
  }

  @Test
  void aTaskIsPartOfItsPipelinesRun() {
    OpenLineage.RunEvent run =
        sent("workflow.run.started", "{'run':'run_1','pipeline':'training','commit':'c'}")
            .getFirst();
    OpenLineage.RunEvent task =
        sent(
                "workflow.task.failed",
                "{'run':'run_1','pipeline':'training','task':'train','attempt':2,"
                    + "'uses':'train','error':'no memory'}")
            .getFirst();
    assertThat(run.getEventType()).isEqualTo(EventType.START);
    assertThat(task.getEventType()).isEqualTo(EventType.FAIL);
    assertThat(task.getRun().getFacets().getParent().getRun().getRunId())
        .isEqualTo(run.getRun().getRunId());
    assertThat(task.getRun().getFacets().getErrorMessage().getMessage()).isEqualTo("no memory");
    assertThat(task.getJob().getName()).isEqualTo("pipelines/training/train");
  }

  @Test
  void registrationAndDeploymentNameTheVersion() {
    OpenLineage.RunEvent registered =
        sent(
                "registry.version.registered",
                "{'model':'hotel.cancellation','version':'7','evidence':{'lineage':"
                    + "{'view':'booking','snapshot':3}}}")
            .getLast();
    OpenLineage.RunEvent deployed =
        sent(
                "serving.endpoint.deployed",
                "{'endpoint':'cancellation','role':'CHAMPION','model':'hotel.cancellation',"
                    + "'version':'7'}")
            .getLast();
    assertThat(registered.getInputs().getFirst().getName()).isEqualTo("views/booking/3");
    assertThat(registered.getOutputs().getFirst().getName())
        .isEqualTo(deployed.getInputs().getFirst().getName())
        .isEqualTo("models/hotel.cancellation/7");
    assertThat(deployed.getRun().getFacets().getAdditionalProperties()).containsKey("loopline");
  }

  @Test
  void whatIsNobodysAndWhatIsNoRunIsNotTold() {
    assertThat(runs.of(event("workflow.run.started", null, "{'run':'r','pipeline':'p'}")))
        .isEmpty();
    assertThat(sent("workflow.task.waited", "{'run':'r','pipeline':'p','task':'t'}")).isEmpty();
  }
}
