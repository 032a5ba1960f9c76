package dev.loopline.cli.mlflow;

import static dev.loopline.cli.mlflow.Source.THIRD;
import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.mlflow.Tally.Kind;
import dev.loopline.cli.mlflow.Tally.Outcome;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies traces of applications of language models with their assessments and spans: by MLflow's
 * third protocol, or by its second, which its servers spoke from 2.14 on.
 */
final class TraceCopier implements OfExperiments {
  private static final String KIND = "trace";
  private static final int PAGE = 100;
  private final Copying copying;
  private volatile boolean isThird = true;

  TraceCopier(Copying copying) {
    this.copying = copying;
  }

  @Override
  public String kind() {
    return "LLM traces";
  }

  @Override
  public void ask(Copied experiment) {
    try {
      third(experiment, "", 1);
    } catch (SourceFailed e) {
      if (!e.isUnknown()) {
        throw e;
      }
      second(experiment, "", 1);
      isThird = false;
    }
  }

  private JsonNode third(Copied experiment, String token, int most) {
    ObjectNode asked = Printer.object().put("max_results", most);
    asked
        .putArray("locations")
        .addObject()
        .put("type", "MLFLOW_EXPERIMENT")
        .putObject("mlflow_experiment")
        .put("experiment_id", experiment.there());
    return copying
        .source()
        .post(THIRD + "traces/search", token.isEmpty() ? asked : asked.put("page_token", token));
  }

  private JsonNode second(Copied experiment, String token, int most) {
    return copying
        .source()
        .get(
            Address.of(MLFLOW + "traces")
                .with("experiment_ids", experiment.there())
                .with("max_results", most)
                .with("page_token", token));
  }

  /** Hands all traces of an experiment to the workers. */
  @Override
  public void copy(Copied experiment) {
    Pages.each(
        "traces",
        token -> isThird ? third(experiment, token, PAGE) : second(experiment, token, PAGE),
        (traces, before) -> {
          List<String> ids =
              traces.stream().map(TraceCopier::id).filter(TraceCopier::isId).distinct().toList();
          Map<String, String> states = copying.sink().states(KIND, ids);
          for (int i = 0; i < traces.size(); i++) {
            JsonNode trace = traces.get(i);
            String said = states.getOrDefault(id(trace), "");
            String what = Items.called("trace", id(trace), before + i + 1);
            copying.workers().run(() -> copy(what, experiment, trace, said));
          }
        });
  }

  private static String id(JsonNode trace) {
    return trace.path("trace_id").asText(trace.path("request_id").asText());
  }

  private static boolean isId(String id) {
    return id.matches("[\\w-]{1,50}");
  }

  private static boolean hasEnded(JsonNode trace) {
    String state = trace.path("state").asText(trace.path("status").asText());
    return state.equals("OK") || state.equals("ERROR");
  }

  private void copy(String what, Copied experiment, JsonNode trace, String said) {
    try {
      Items.requireObject(trace);
      Items.requireText("trace_id", id(trace));
      if (!isId(id(trace))) {
        throw new SourceFailed(0, "its id is not of up to 50 letters, digits and hyphens");
      }
      String print = Fingerprint.of(trace);
      if (hasEnded(trace) && said.equals(print) && !copying.options().again()) {
        copying.tally().add(Kind.TRACES, Outcome.UNCHANGED);
      } else if (copying.options().dryRun()) {
        copying.tally().add(Kind.TRACES, Outcome.COPIED);
      } else {
        write(what, experiment, trace, print);
      }
    } catch (RuntimeException e) {
      // One broken trace does not keep the others.
      copying.tally().failed(Kind.TRACES, what, e);
    }
  }

  private void write(String what, Copied experiment, JsonNode trace, String print) {
    ObjectNode body = Printer.object().put("experimentId", experiment.here());
    body.set("trace", trace);
    Spans spans = spans(id(trace));
    if (spans.list() != null) {
      body.set("spans", spans.list());
    }
    copying.sink().put(Sink.at("/traces").part(id(trace)), body);
    if (spans.failure() != null) {
      copying.tally().failed(Kind.TRACES, what + ", its spans", spans.failure());
      return;
    }
    copying.sink().mark(KIND, id(trace), print);
    copying.tally().add(Kind.TRACES, Outcome.COPIED);
  }

  /**
   * What the source has of a trace's spans.
   *
   * @param list null where it has none, or they cannot be read
   * @param failure why they cannot be read
   */
  private record Spans(@Nullable JsonNode list, @Nullable SourceFailed failure) {}

  /** A client that never came to send them leaves a trace without: that is no failure. */
  private Spans spans(String id) {
    try {
      JsonNode file =
          copying
              .source()
              .get(Address.of("/ajax-api/2.0/mlflow/get-trace-artifact").with("request_id", id));
      return new Spans(Items.list(file, "spans"), null);
    } catch (SourceFailed e) {
      return new Spans(null, e.isUnknown() ? null : e);
    }
  }
}
