package dev.loopline.metadata.http.llmtrace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.mlflow.MlflowApi;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.Assessment.Kind;
import dev.loopline.metadata.llmtrace.Assessments;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Assessments of traces in MLflow's protocol. */
record AssessmentRoutes(Assessments assessments, Kernel kernel) {
  private static final String AT = "3.0/mlflow/traces/{id}/assessments";

  void addTo(MlflowApi api) {
    api.writes("POST", AT, this::create)
        .reads(
            "GET",
            AT + "/{assessment}",
            call -> reply(call, assessments.require(call.path("id"), call.path("assessment"))))
        .writes("PATCH", AT + "/{assessment}", this::update)
        .writes("DELETE", AT + "/{assessment}", this::delete);
  }

  private static Reply reply(Call call, Assessment assessment) {
    return Reply.json(Map.of("assessment", AssessmentJson.write(call.path("id"), assessment)));
  }

  private Reply create(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("assessment")) {
      throw request.missing("assessment");
    }
    Assessment made =
        AssessmentJson.read(
            request.message("assessment"), "a-" + kernel.ids().hex32(), kernel.clock().now());
    return reply(call, assessments.create(call.path("id"), made));
  }

  private Reply delete(Call call) {
    assessments.delete(call.path("id"), call.path("assessment"));
    return Reply.json(Map.of());
  }

  private Reply update(Call call) {
    MlflowRequest request = MlflowRequest.of(call);
    if (!request.has("assessment")) {
      throw request.missing("assessment");
    }
    Set<String> mask =
        Arrays.stream(request.text("update_mask").split(","))
            .map(field -> field.strip().replace("_", "").toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    if (mask.contains("feedback") && mask.contains("expectation")) {
      throw MlflowRequest.invalid("Cannot specify both `expectation` and `feedback` parameters.");
    }
    MlflowRequest wanted = request.message("assessment");
    Instant now = Instant.ofEpochMilli(kernel.clock().now().toEpochMilli());
    Assessment changed =
        assessments.update(
            call.path("id"), call.path("assessment"), there -> changed(there, wanted, mask, now));
    return reply(call, changed);
  }

  /** The assessment with the masked fields of the request; metadata are merged. */
  private static Assessment changed(
      Assessment there, MlflowRequest wanted, Set<String> mask, Instant now) {
    ObjectNode body = there.body().deepCopy();
    String value = there.valueText();
    if (mask.contains("feedback")) {
      requireKind(there, Kind.FEEDBACK, "feedback value on an Expectation");
      value = AssessmentJson.feedback(wanted, body);
    }
    if (mask.contains("expectation")) {
      requireKind(there, Kind.EXPECTATION, "expectation value on a Feedback");
      value = AssessmentJson.expectation(wanted, body);
    }
    if (mask.contains("rationale")) {
      body.put("rationale", wanted.textOrEmpty("rationale"));
    }
    if (mask.contains("metadata")) {
      ObjectNode metadata = body.withObject("/metadata");
      metadata.setAll(AssessmentJson.texts(wanted.message("metadata")));
    }
    body.put("last_update_time", now.toString());
    return new Assessment(
        there.id(),
        mask.contains("assessmentname") ? wanted.text("assessment_name") : there.name(),
        there.kind(),
        value,
        there.overrides(),
        there.valid(),
        body);
  }

  private static void requireKind(Assessment there, Kind kind, String what) {
    if (there.kind() != kind) {
      throw MlflowRequest.invalid("Cannot update " + what + " assessment.");
    }
  }
}
