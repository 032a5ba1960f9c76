package dev.loopline.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewModelVersion;
import dev.loopline.registry.RegistryImports;
import dev.loopline.registry.Stage;
import dev.loopline.registry.Stages;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes in models and versions of another MLflow registry, in the messages in which it told of
 * them. Each call may be repeated.
 */
public final class RegistryImportRoutes {
  private static final String MODEL = "/api/v1/import/models/{model}";
  private static final long LARGEST = 16 << 20;

  private final RegistryImports imports;
  private final Stages stages;

  private RegistryImportRoutes(RegistryImports imports, Stages stages) {
    this.imports = imports;
    this.stages = stages;
  }

  /**
   * A model.
   *
   * @param source the other registry's address
   * @param model MLflow's message
   * @param existing what to do where one of that name was made here; REFUSE where it is absent
   */
  public record ModelImport(String source, JsonNode model, @Nullable Existing existing) {}

  /**
   * What a model became.
   *
   * @param aliasesLeftOut their versions are not here, or others have their numbers
   * @param aliasesKept they stand at versions that were made here, and are left there
   */
  public record ModelImported(String name, List<String> aliasesLeftOut, List<String> aliasesKept) {}

  /**
   * A version.
   *
   * @param source the other registry's address
   * @param version MLflow's message, its source such as it holds here
   */
  public record VersionImport(String source, JsonNode version) {}

  /** What a version became. */
  public record VersionImported(String model, int version, String source, String place) {}

  public static List<Route> routes(RegistryImports imports, Stages stages) {
    RegistryImportRoutes routes = new RegistryImportRoutes(imports, stages);
    return List.of(
        route(Route.put(MODEL), "importModel")
            .summary("Takes in a registered model of another MLflow server")
            .accepts(ModelImport.class)
            .answers(ModelImported.class)
            .to(routes::model),
        route(Route.put(MODEL + "/versions/{version}"), "importModelVersion")
            .summary("Takes in a version under its own number")
            .accepts(VersionImport.class)
            .answers(VersionImported.class)
            .to(routes::version));
  }

  private static Route.Builder route(Route.Builder route, String id) {
    return route.id(id).tag(RegistryRoutes.TAG).access(Access.ADMIN).maxBody(LARGEST);
  }

  private Reply model(Call call) {
    ModelImport body = call.wholeBody(ModelImport.class);
    MlflowRequest message = message("model", body.model());
    Map<String, Integer> aliases = new HashMap<>();
    message
        .list("aliases")
        .forEach(
            alias -> aliases.put(alias.text("alias"), Numbers.version(alias.idText("version"))));
    Instant created = time(message, "creation_timestamp", Instant.EPOCH);
    RegistryImports.Aliases unset =
        imports.model(
            new RegistryImports.Model(
                new Entry(body.source(), Entry.MODEL, call.path("model")),
                message.textOrEmpty("description"),
                MlflowParameters.tags(message),
                aliases,
                created,
                time(message, "last_updated_timestamp", created),
                body.existing() == null ? Existing.REFUSE : body.existing()),
            call.principal().name());
    return Reply.json(new ModelImported(call.path("model"), unset.leftOut(), unset.kept()));
  }

  private Reply version(Call call) {
    VersionImport body = call.wholeBody(VersionImport.class);
    MlflowRequest message = message("version", body.version());
    String stage = message.textOrEmpty("current_stage");
    Instant created = time(message, "creation_timestamp", Instant.EPOCH);
    ModelVersion taken =
        imports.version(
            new RegistryImports.Version(
                body.source(),
                Numbers.version(call),
                new NewModelVersion(
                    call.path("model"),
                    message.text("source"),
                    message.textOrEmpty("run_id"),
                    message.textOrEmpty("run_link"),
                    message.textOrEmpty("description"),
                    message.textOrEmpty("model_id"),
                    MlflowParameters.tags(message)),
                message.optionalText("description"),
                stage.isEmpty() ? Stage.NONE : stages.require(stage),
                message.textOrEmpty("user_id"),
                created,
                time(message, "last_updated_timestamp", created)),
            call.principal().name());
    return Reply.json(
        new VersionImported(
            taken.model(), taken.version(), taken.origin().source(), taken.origin().place()));
  }

  private static MlflowRequest message(String name, JsonNode node) {
    if (!node.isObject()) {
      throw new LooplineException(
          ImportError.IMPORT_INVALID, "'" + name + "' is no JSON object; send MLflow's message.");
    }
    return new MlflowRequest(node, name);
  }

  static Instant time(MlflowRequest message, String name, Instant otherwise) {
    Long millis = message.optionalLong(name);
    return millis == null ? otherwise : Numbers.millis(message.at(name), millis);
  }
}
