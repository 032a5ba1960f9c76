package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Decision;
import dev.loopline.registry.Promotion;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.RegistrySurvey.Asked;
import dev.loopline.registry.StagePeriod;
import dev.loopline.registry.VersionFigures;
import dev.loopline.registry.http.RegistrySearchRoutes.ModelView;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tables and plots of models show, and the promotions that wait for somebody. */
final class RegistrySurveyRoutes {
  private final ModelRegistry registry;

  RegistrySurveyRoutes(ModelRegistry registry) {
    this.registry = registry;
  }

  List<Route> routes() {
    return Stream.concat(
            ModelPath.BOTH.stream().flatMap(path -> ofModel(path).stream()), ofAll().stream())
        .toList();
  }

  private List<Route> ofModel(ModelPath model) {
    return List.of(
        model
            .get("", "getModel", "A model, its owner and how many versions it has")
            .answers(ModelView.class)
            .to(this::model),
        model
            .get("/figures", "getModelFigures", "Its versions with their metrics, newest first")
            .pages(VersionFigures.class)
            .to(this::figures),
        model
            .get("/periods", "getModelPeriods", "Which version was in which stage, newest first")
            .pages(StagePeriod.class)
            .to(this::periods),
        model
            .getOfVersion("/promotion", "getPromotion", "How its promotion stands")
            .answers(Standing.class)
            .to(
                call ->
                    Reply.json(
                        Standing.of(
                            registry
                                .survey()
                                .promotion(ModelPath.name(call), Numbers.version(call)),
                            PromotionRoutes.actor(call)))));
  }

  private List<Route> ofAll() {
    return List.of(
        Route.get("/api/v1/models/{model}/versions/{version}")
            .id("getVersionOfModel")
            .tag(RegistryRoutes.TAG)
            .summary("A version of any model, with its history")
            .answers(VersionView.class)
            .to(this::version),
        Route.get("/api/v1/model-stages")
            .id("listStages")
            .tag(RegistryRoutes.TAG)
            .summary("The stages that versions can be in: MLflow's, then this installation's")
            .lists(StageView.class)
            .to(call -> Reply.json(new Page<>(stages(), null))),
        asked(Route.get("/api/v1/promotions"), "listPromotions")
            .query("of", "me for those that the caller may decide about; all where it is absent")
            .pages(Standing.class)
            .to(this::promotions),
        asked(Route.get("/api/v1/promotions/count"), "countPromotions")
            .answers(RegistrySearchRoutes.Counted.class)
            .to(
                call ->
                    Reply.json(
                        new RegistrySearchRoutes.Counted(
                            registry.survey().countPromotions(asked(call, null))))));
  }

  private static Route.Builder asked(Route.Builder route, String id) {
    return route
        .id(id)
        .tag(RegistryRoutes.TAG)
        .summary("Promotions that somebody asked for")
        .query("decision", "requested (as it is absent), promoted or rejected")
        .query("product", "Of this product's models; of all where it is absent");
  }

  /** A stage, as our interface and as MLflow's clients spell it. */
  record StageView(String name, String label) {}

  private List<StageView> stages() {
    return registry.stages().all().stream().map(s -> new StageView(s.name(), s.label())).toList();
  }

  /**
   * How a promotion stands, for the one who asks.
   *
   * @param caller who asks
   * @param obstacle why the caller may not decide about it; null where the caller may
   */
  record Standing(
      String product,
      String model,
      int version,
      String stage,
      @Nullable Decision decision,
      @Nullable String requestedBy,
      @Nullable Instant requestedAt,
      @Nullable JsonNode evidence,
      @Nullable String decidedBy,
      @Nullable Instant decidedAt,
      @Nullable JsonNode verdict,
      Set<String> approvers,
      String caller,
      @Nullable String obstacle) {
    static Standing of(Promotion p, String caller) {
      return new Standing(
          p.product(),
          p.model(),
          p.version(),
          p.stage(),
          p.decision(),
          p.requestedBy(),
          p.requestedAt(),
          p.evidence(),
          p.decidedBy(),
          p.decidedAt(),
          p.verdict(),
          p.approvers(),
          caller,
          p.obstacle(caller).orElse(null));
    }
  }

  private Reply model(Call call) {
    return Reply.json(
        ModelView.of(registry.survey(), List.of(registry.models().require(ModelPath.name(call))))
            .getFirst());
  }

  private Reply figures(Call call) {
    PageRequest page = call.page();
    return Reply.json(
        page(
            registry
                .survey()
                .figures(
                    ModelPath.name(call),
                    page.cursor().map(Numbers::version).orElse(Integer.MAX_VALUE),
                    page.limit())));
  }

  private Reply periods(Call call) {
    PageRequest page = call.page();
    return Reply.json(
        page(registry.survey().periods(ModelPath.name(call), before(page), page.limit())));
  }

  private Reply promotions(Call call) {
    PageRequest page = call.page();
    String caller = PromotionRoutes.actor(call);
    String approver =
        switch (call.query("of").orElse("all")) {
          case "me" -> caller;
          case "all" -> null;
          default ->
              throw new LooplineException(RegistryError.VALUE_INVALID, "'of' takes me or all.");
        };
    Found<Promotion> found =
        registry.survey().promotions(asked(call, approver), before(page), page.limit());
    return Reply.json(
        new Page<>(found.items().stream().map(p -> Standing.of(p, caller)).toList(), found.next()));
  }

  private static Asked asked(Call call, @Nullable String approver) {
    String wanted = call.query("decision").orElse("requested").toUpperCase(Locale.ROOT);
    Decision decision =
        Stream.of(Decision.values())
            .filter(d -> d.name().equals(wanted))
            .findFirst()
            .orElseThrow(
                () ->
                    new LooplineException(
                        RegistryError.VALUE_INVALID,
                        "'decision' takes requested, promoted or rejected."));
    return new Asked(decision, call.query("product").orElse(null), approver);
  }

  private static long before(PageRequest page) {
    return page.cursor().map(Numbers::cursor).orElse(Long.MAX_VALUE);
  }

  private static <T> Page<T> page(Found<T> found) {
    return new Page<>(found.items(), found.next());
  }

  private Reply version(Call call) {
    ModelVersion found = registry.versions().require(ModelPath.name(call), Numbers.version(call));
    return PromotionRoutes.view(registry.registry(), found);
  }
}
