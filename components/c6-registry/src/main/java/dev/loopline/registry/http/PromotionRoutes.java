package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.json.Json;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Promotions;
import dev.loopline.registry.Registry;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Promotions that one asks for and another decides about. */
record PromotionRoutes(Promotions promotions, Registry registry) {
  static PromotionRoutes of(ModelRegistry all) {
    return new PromotionRoutes(all.promotions(), all.registry());
  }

  /** Why somebody asks for a promotion, or decides about one. */
  record Reasons(@Nullable JsonNode evidence) {
    JsonNode orNone() {
      return evidence == null ? Json.object() : evidence;
    }
  }

  List<Route> routes() {
    return ModelPath.BOTH.stream().flatMap(this::at).toList();
  }

  private Stream<Route> at(ModelPath model) {
    return Stream.of(
        step(
            model.postOfVersion(
                "/promotion", "requestPromotion", "Asks for its promotion, with evidence"),
            promotions::request),
        step(
            model.postOfVersion(
                "/promotion/approval", "approvePromotion", "Approves its promotion"),
            promotions::approve),
        step(
            model.postOfVersion("/promotion/refusal", "refusePromotion", "Refuses its promotion"),
            promotions::refuse));
  }

  /** A step of a promotion. */
  private interface Step {
    ModelVersion take(String model, int version, JsonNode evidence, String actor);
  }

  private Route step(Route.Builder route, Step step) {
    return route
        .accepts(Reasons.class)
        .answers(VersionView.class)
        .to(
            call ->
                view(
                    registry,
                    step.take(
                        ModelPath.name(call),
                        Numbers.version(call),
                        call.body(Reasons.class).orNone(),
                        actor(call))));
  }

  static String actor(Call call) {
    return call.principal().name();
  }

  /** A version with its history. */
  static Reply view(Registry registry, ModelVersion version) {
    return Reply.json(
        VersionView.of(
            version,
            registry.histories(List.of(version)).getOrDefault(version.version(), List.of())));
  }
}
