package dev.loopline.registry.http;

import dev.loopline.http.Call;
import dev.loopline.http.Handler;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.RegistrySurvey;
import dev.loopline.registry.RegistrySurvey.Glance;
import dev.loopline.registry.SearchQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Searches over the models and versions of all products and of none. */
final class RegistrySearchRoutes {
  private static final String FILTER =
      "In the query language, such as: name LIKE 'hotel%' AND tags.team = 'pricing'";
  private static final String ORDER = "A key with ASC or DESC; may be given several times";

  private final ModelRegistry registry;

  RegistrySearchRoutes(ModelRegistry registry) {
    this.registry = registry;
  }

  /**
   * A model as clients see it.
   *
   * @param versions how many it has
   * @param owner who answers for it; null where nobody is named
   */
  record ModelView(
      String name,
      String product,
      String description,
      Map<String, String> tags,
      Map<String, Integer> aliases,
      Map<String, Integer> latest,
      Instant createdAt,
      Instant updatedAt,
      long versions,
      @Nullable String owner) {
    static List<ModelView> of(RegistrySurvey survey, List<RegisteredModel> models) {
      Map<String, Glance> glances = survey.glances(models);
      return models.stream().map(m -> of(m, glances.get(m.name()))).toList();
    }

    private static ModelView of(RegisteredModel model, @Nullable Glance glance) {
      Map<String, Integer> latest = new TreeMap<>();
      model.latest().forEach(v -> latest.put(v.stage().name(), v.version()));
      return new ModelView(
          model.name(),
          model.product(),
          model.description(),
          new TreeMap<>(model.tags()),
          new TreeMap<>(model.aliases()),
          latest,
          model.createdAt(),
          model.updatedAt(),
          glance == null ? 0 : glance.versions(),
          glance == null ? null : glance.owner());
    }
  }

  List<Route> routes() {
    return List.of(
        search(
            "/api/v1/models",
            "searchModels",
            "Models that a filter fits",
            ModelView.class,
            call -> {
              Found<RegisteredModel> found = registry.models().search(query(call));
              return Reply.json(
                  new Page<>(ModelView.of(registry.survey(), found.items()), found.next()));
            }),
        search(
            "/api/v1/model-versions",
            "searchModelVersions",
            "Versions that a filter fits",
            VersionView.class,
            call -> {
              Found<ModelVersion> found = registry.versions().search(query(call));
              return Reply.json(
                  new Page<>(
                      found.items().stream().map(v -> VersionView.of(v, List.of())).toList(),
                      found.next()));
            }),
        count(
            "/api/v1/models/count",
            "countModels",
            call -> registry.models().count(call.query("filter").orElse(""))),
        count(
            "/api/v1/model-versions/count",
            "countModelVersions",
            call -> registry.versions().count(call.query("filter").orElse(""))));
  }

  private static Route search(
      String path, String id, String summary, Class<?> item, Handler handler) {
    return Route.get(path)
        .id(id)
        .tag(RegistryRoutes.TAG)
        .summary(summary)
        .query("filter", FILTER)
        .query("order", ORDER)
        .pages(item)
        .to(handler);
  }

  /** How many there are. */
  record Counted(long count) {}

  /** Counts by a call's filter. */
  private interface Count {
    long of(Call call);
  }

  private static Route count(String path, String id, Count count) {
    return Route.get(path)
        .id(id)
        .tag(RegistryRoutes.TAG)
        .summary("How many a filter fits")
        .query("filter", FILTER)
        .answers(Counted.class)
        .to(call -> Reply.json(new Counted(count.of(call))));
  }

  private static SearchQuery query(Call call) {
    PageRequest page = call.page();
    return new SearchQuery(
        call.query("filter").orElse(""),
        call.queryAll("order"),
        page.cursor().orElse(null),
        page.limit());
  }
}
