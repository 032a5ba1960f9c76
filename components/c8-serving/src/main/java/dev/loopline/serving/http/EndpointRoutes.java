package dev.loopline.serving.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.serving.EndpointView;
import dev.loopline.serving.LoggedPrediction;
import dev.loopline.serving.Prediction;
import dev.loopline.serving.Serving;
import dev.loopline.serving.ServingError;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Endpoints and their predictions over HTTP. */
public final class EndpointRoutes {
  private static final String ENDPOINTS = "/api/v1/products/{product}/endpoints";
  private static final String TAG = "serving";
  private static final int ANY = 0;
  private static final int LARGEST_BATCH = 10_000;
  private static final long LARGEST_BODY = 4L << 20;

  private EndpointRoutes() {}

  /** The entities to score. */
  public record PredictRequest(List<String> keys) {
    public PredictRequest {
      if (keys == null
          || keys.isEmpty()
          || keys.size() > LARGEST_BATCH
          || keys.stream().anyMatch(java.util.Objects::isNull)) {
        throw new LooplineException(
            ServingError.INPUT_INVALID,
            "'keys' has "
                + (keys == null ? 0 : keys.size())
                + " entries, or one that is null; name from 1 to "
                + LARGEST_BATCH
                + " entities.");
      }
      keys = List.copyOf(keys);
    }
  }

  /** One for each key, in order. */
  public record PredictAnswer(List<Prediction> predictions) {}

  /** A logged prediction as clients see it: what the model saw is left to the trace. */
  public record PredictionView(
      String id,
      String endpoint,
      String model,
      String key,
      Instant time,
      double score,
      int champion,
      @Nullable Integer challenger,
      @Nullable Double challengerScore,
      int served,
      Map<String, JsonNode> features) {
    static PredictionView of(LoggedPrediction p) {
      return new PredictionView(
          p.id(),
          p.endpoint(),
          p.model(),
          p.key(),
          p.time(),
          p.score(),
          p.champion(),
          p.challenger(),
          p.challengerScore(),
          p.served(),
          p.values());
    }
  }

  public static List<Route> routes(Serving serving) {
    return List.of(
        Route.get(ENDPOINTS)
            .id("listEndpoints")
            .tag(TAG)
            .summary("Endpoints and what is deployed at them")
            .pages(EndpointView.class)
            .to(call -> Reply.json(endpoints(serving, call))),
        Route.get(ENDPOINTS + "/{endpoint}")
            .id("getEndpoint")
            .tag(TAG)
            .summary("An endpoint and what is deployed at it")
            .answers(EndpointView.class)
            .to(call -> Reply.json(serving.require(call.path("product"), call.path("endpoint")))),
        Route.post(ENDPOINTS + "/{endpoint}/predict")
            .id("predict")
            .tag(TAG)
            .summary("Scores entities by key, from their online features")
            .accepts(PredictRequest.class)
            .answers(PredictAnswer.class)
            .maxBody(LARGEST_BODY)
            .to(
                call ->
                    Reply.json(
                        new PredictAnswer(
                            serving.predict(
                                call.path("product"),
                                call.path("endpoint"),
                                call.body(PredictRequest.class).keys())))),
        Route.get(ENDPOINTS + "/{endpoint}/predictions")
            .id("listPredictions")
            .tag(TAG)
            .summary("The newest predictions, newest first")
            .query("version", "Only those that this version answered")
            .pages(PredictionView.class)
            .to(call -> Reply.json(newest(serving, call))),
        Route.get("/api/v1/products/{product}/predictions/{prediction}")
            .id("getPrediction")
            .tag(TAG)
            .summary("A logged prediction")
            .answers(PredictionView.class)
            .to(
                call ->
                    Reply.json(
                        PredictionView.of(
                            find(serving, call.path("product"), call.path("prediction"))))));
  }

  private static Page<EndpointView> endpoints(Serving serving, Call call) {
    PageRequest page = call.page();
    String after = page.cursor().orElse("");
    return Page.of(
        serving.endpoints(call.path("product")).stream()
            .filter(e -> e.name().compareTo(after) > 0)
            .limit(page.limit() + 1L)
            .toList(),
        page.limit(),
        EndpointView::name);
  }

  private static Page<PredictionView> newest(Serving serving, Call call) {
    PageRequest page = call.page();
    long before = page.cursor().map(EndpointRoutes::position).orElse(Long.MAX_VALUE);
    String product = call.path("product");
    String endpoint = call.path("endpoint");
    int most = page.limit() + 1;
    int version = call.queryInt("version", ANY, 1, Integer.MAX_VALUE);
    Page<LoggedPrediction> found =
        Page.of(
            version == ANY
                ? serving.newest(product, endpoint, before, most)
                : serving.newest(product, endpoint, version, before, most),
            page.limit(),
            p -> Long.toString(p.position()));
    return new Page<>(found.items().stream().map(PredictionView::of).toList(), found.nextCursor());
  }

  private static long position(String cursor) {
    try {
      return Long.parseUnsignedLong(cursor) & Long.MAX_VALUE;
    } catch (NumberFormatException e) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + cursor + "' is no cursor; take nextCursor of the page before.");
    }
  }

  private static LoggedPrediction find(Serving serving, String product, String id) {
    return serving
        .find(product, id)
        .orElseThrow(
            () ->
                new LooplineException(
                    ServingError.PREDICTION_NOT_FOUND,
                    "Product " + product + " has logged no prediction '" + id + "'."));
  }
}
