package dev.loopline.metadata.http;

import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.metadata.RunScope;
import dev.loopline.metadata.RunSurvey;
import dev.loopline.metadata.RunSurvey.Density;
import dev.loopline.metadata.RunSurvey.Group;
import dev.loopline.metadata.RunSurvey.LoggedKey;
import dev.loopline.metadata.RunSurvey.LoggedValue;
import java.util.List;
import java.util.Locale;

/**
 * What many runs of a product hold, for tables and plots; MLflow's protocol has no words for it.
 */
public final class RunSurveyRoutes {
  private static final String RUNS = "/api/v1/products/{product}/runs";
  private static final String FILTER = "Only runs that fit this query, such as metrics.auc > 0.7";
  private static final String EXPERIMENT = "Only runs of this experiment";

  private RunSurveyRoutes() {}

  /** How many runs fit. */
  public record RunCount(long count) {}

  public static List<Route> routes(RunSurvey survey) {
    return List.of(
        Route.get(RUNS + "/count")
            .id("countRuns")
            .tag("metadata")
            .summary("How many runs of a product fit a query")
            .query("filter", FILTER)
            .query("experiment", EXPERIMENT)
            .answers(RunCount.class)
            .to(call -> Reply.json(new RunCount(survey.count(scope(call))))),
        Route.get(RUNS + "/keys")
            .id("listLoggedKeys")
            .tag("metadata")
            .summary("The metrics, parameters and tags that a product's runs logged")
            .query("experiment", EXPERIMENT)
            .lists(LoggedKey.class)
            .to(call -> Reply.json(new Page<>(survey.keys(scope(call)), null))),
        Route.get(RUNS + "/values")
            .id("listLoggedValues")
            .tag("metadata")
            .summary("The most frequent values of a parameter or tag")
            .query("group", "params or tags")
            .query("key", "The parameter's or tag's name")
            .query("experiment", EXPERIMENT)
            .lists(LoggedValue.class)
            .to(
                call ->
                    Reply.json(
                        new Page<>(
                            survey.values(scope(call), group(call), call.query("key").orElse("")),
                            null))),
        Route.get(RUNS + "/density")
            .id("describeRunDensity")
            .tag("metadata")
            .summary("How many runs lie where by their start and a metric")
            .query("metric", "The metric's name")
            .query("filter", FILTER)
            .query("experiment", EXPERIMENT)
            .answers(Density.class)
            .to(call -> Reply.json(survey.density(scope(call), call.query("metric").orElse("")))));
  }

  private static RunScope scope(Call call) {
    Long experiment =
        call.query("experiment")
            .map(id -> id.matches("\\d{1,18}") ? Long.parseLong(id) : NO_SUCH)
            .orElse(null);
    return new RunScope(call.path("product"), experiment, call.query("filter").orElse(""));
  }

  /** An id that is no number has no runs. */
  private static final long NO_SUCH = -1;

  private static Group group(Call call) {
    return call.query("group").orElse("").toLowerCase(Locale.ROOT).startsWith("tag")
        ? Group.TAGS
        : Group.PARAMS;
  }
}
