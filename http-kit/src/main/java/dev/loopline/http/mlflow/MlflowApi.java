package dev.loopline.http.mlflow;

import dev.loopline.http.Access;
import dev.loopline.http.Handler;
import dev.loopline.http.ProblemShape;
import dev.loopline.http.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Collects the routes of MLflow's protocol, each under both of its prefixes. */
public final class MlflowApi {
  public static final ProblemShape PROBLEMS = new MlflowProblems();

  /** Large enough for a full batch of the longest values. */
  private static final long LARGEST = 16 << 20;

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final List<Route> routes = new ArrayList<>();

  /** Reads: the caller needs READ access, whatever the method. */
  public MlflowApi reads(String method, String path, Handler handler) {
    return add(method, path, builder -> builder.access(Access.READ), handler);
  }

  /** Changes something: the caller needs WRITE access. */
  public MlflowApi writes(String method, String path, Handler handler) {
    return add(method, path, builder -> builder.access(Access.WRITE), handler);
  }

  /**
   * @param path behind the prefix, with the protocol's version, such as {@code
   *     2.0/mlflow/runs/create}
   */
  public MlflowApi add(
      String method, String path, UnaryOperator<Route.Builder> with, Handler handler) {
    for (String prefix : List.of("/api/", "/ajax-api/")) {
      routes.add(route(method, prefix + path, with).to(handler));
    }
    return this;
  }

  /** A path that stands alone, as it is. */
  public MlflowApi alone(
      String method, String path, UnaryOperator<Route.Builder> with, Handler handler) {
    routes.add(route(method, path, with).to(handler));
    return this;
  }

  private static Route.Builder route(
      String method, String path, UnaryOperator<Route.Builder> with) {
    return with.apply(
        Route.of(method, path)
            .tag("mlflow")
            .summary("MLflow: " + path)
            .maxBody(LARGEST)
            .timeout(LONGEST)
            .problems(PROBLEMS)
            .internal());
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }
}
