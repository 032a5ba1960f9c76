package dev.loopline.registry.http;

import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.registry.Change;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.Registry;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The registry in our own interface. */
public final class RegistryRoutes {
  static final String TAG = "registry";
  private static final String MODELS = "/api/v1/products/{product}/models";

  private final Registry registry;

  private RegistryRoutes(Registry registry) {
    this.registry = registry;
  }

  /** A product's models and versions, and what there is of every model, whoever owns it. */
  public static List<Route> routes(ModelRegistry all) {
    return Stream.of(
            new RegistryRoutes(all.registry()).ofProducts(),
            new ModelDetailRoutes(all).routes(),
            PromotionRoutes.of(all).routes(),
            new RegistrySearchRoutes(all).routes(),
            new RegistrySurveyRoutes(all).routes(),
            new DeliveryLogRoutes(all.webhooks()).routes())
        .flatMap(List::stream)
        .toList();
  }

  private List<Route> ofProducts() {
    return List.of(
        Route.get(MODELS)
            .id("listModels")
            .tag(TAG)
            .summary("Models, with the versions that carry champion and challenger")
            .pages(Registry.ModelSummary.class)
            .to(this::models),
        Route.get(MODELS + "/{model}/versions")
            .id("listModelVersions")
            .tag(TAG)
            .summary("Versions, newest first")
            .pages(VersionView.class)
            .to(this::versions),
        Route.get(MODELS + "/{model}/versions/{version}")
            .id("getModelVersion")
            .tag(TAG)
            .summary("A version, its files, lineage and history")
            .answers(VersionView.class)
            .to(this::version));
  }

  private Reply models(Call call) {
    PageRequest page = call.page();
    return Reply.json(
        Page.of(
            registry.models(call.path("product"), page.cursor().orElse(""), page.limit() + 1),
            page.limit(),
            Registry.ModelSummary::name));
  }

  private Reply versions(Call call) {
    PageRequest page = call.page();
    int before = page.cursor().map(Numbers::version).orElse(Integer.MAX_VALUE);
    List<ModelVersion> found =
        registry.versions(call.path("product"), ModelPath.name(call), before, page.limit() + 1);
    Map<Integer, List<Change>> histories = registry.histories(found);
    return Reply.json(
        Page.of(
            found.stream()
                .map(v -> VersionView.of(v, histories.getOrDefault(v.version(), List.of())))
                .toList(),
            page.limit(),
            v -> String.valueOf(v.version())));
  }

  private Reply version(Call call) {
    ModelVersion found =
        registry.require(call.path("product"), ModelPath.name(call), Numbers.version(call));
    return PromotionRoutes.view(registry, found);
  }
}
