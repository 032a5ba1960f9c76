package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.ModelVersion.Change;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Models and their versions over HTTP. */
public final class RegistryRoutes {
  private static final String MODELS = "/api/v1/products/{product}/models";
  private static final String TAG = "registry";

  private RegistryRoutes() {}

  /** A version as clients see it. */
  public record VersionView(
      String product,
      String model,
      int version,
      String stage,
      List<String> aliases,
      String run,
      Instant createdAt,
      Map<String, Double> metrics,
      Map<String, JsonNode> parameters,
      Signature signature,
      String digest,
      Map<String, String> files,
      String commit,
      long snapshot,
      dev.loopline.registry.Lineage lineage,
      List<Change> history) {
    static VersionView of(ModelVersion v) {
      NewVersion content = v.content();
      Map<String, String> files = new java.util.TreeMap<>();
      content.files().forEach((name, digest) -> files.put(name, digest.toString()));
      return new VersionView(
          v.product(),
          v.model(),
          v.version(),
          v.stage().name(),
          v.aliases(),
          content.lineage().run(),
          v.createdAt(),
          content.metrics(),
          content.parameters(),
          content.signature(),
          content.files().get(NewVersion.ONNX).toString(),
          files,
          content.lineage().commit(),
          content.lineage().snapshot(),
          content.lineage(),
          v.history());
    }
  }

  public static List<Route> routes(Registry registry) {
    return List.of(
        Route.get(MODELS)
            .id("listModels")
            .tag(TAG)
            .summary("Models, with the versions that carry champion and challenger")
            .lists(Registry.ModelSummary.class)
            .to(call -> Reply.json(new Page<>(registry.models(call.path("product")), null))),
        Route.get(MODELS + "/{model}/versions")
            .id("listModelVersions")
            .tag(TAG)
            .summary("Versions, newest first")
            .pages(VersionView.class)
            .to(
                call -> {
                  PageRequest page = call.page();
                  int before = page.cursor().map(RegistryRoutes::number).orElse(Integer.MAX_VALUE);
                  List<VersionView> fetched =
                      registry
                          .versions(
                              call.path("product"), call.path("model"), before, page.limit() + 1)
                          .stream()
                          .map(VersionView::of)
                          .toList();
                  return Reply.json(
                      Page.of(fetched, page.limit(), v -> String.valueOf(v.version())));
                }),
        Route.get(MODELS + "/{model}/versions/{version}")
            .id("getModelVersion")
            .tag(TAG)
            .summary("A version, its files, lineage and history")
            .answers(VersionView.class)
            .to(
                call ->
                    Reply.json(
                        VersionView.of(
                            registry.require(
                                call.path("product"),
                                call.path("model"),
                                number(call.path("version")))))));
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          RegistryError.VERSION_NOT_FOUND, "'" + text + "' is no version; versions are 1, 2, …", e);
    }
  }
}
