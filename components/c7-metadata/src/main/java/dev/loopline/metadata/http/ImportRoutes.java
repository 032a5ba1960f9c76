package dev.loopline.metadata.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.http.mlflow.MlflowRequest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.StoredFile;
import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.imports.Importing;
import dev.loopline.metadata.imports.Mark;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what another MLflow server holds, in the messages in which that server told of it. Each
 * call may be repeated.
 */
public final class ImportRoutes {
  private static final String AT = "/api/v1/import";
  private static final long LARGEST = 16 << 20;
  private static final long LARGEST_FILE = 64L << 30;

  private final Metadata metadata;
  private final Importing importing;
  private final ArtifactReplies files;

  private ImportRoutes(Metadata metadata, Importing importing) {
    this.metadata = metadata;
    this.importing = importing;
    this.files = new ArtifactReplies(metadata.files());
  }

  /**
   * An experiment.
   *
   * @param source the other server's address
   * @param experiment MLflow's message
   * @param existing what to do where one of that name was made here; REFUSE where it is absent
   * @param location OWN, as where it is absent, keeps its files here; GIVEN leaves them where the
   *     message says
   */
  public record ExperimentImport(
      String source,
      JsonNode experiment,
      @Nullable Existing existing,
      @Nullable Location location) {}

  /** Where the files of a copied experiment lie. */
  public enum Location {
    OWN,
    GIVEN
  }

  /** What an experiment became. */
  public record ExperimentImported(String id, boolean merged, String artifactLocation) {}

  /**
   * A run.
   *
   * @param experimentId here
   * @param run MLflow's message
   * @param metrics points of its histories, all or the first ones
   */
  public record RunImport(String experimentId, JsonNode run, @Nullable JsonNode metrics) {}

  /** What a run became. */
  public record RunImported(String id, String artifactUri) {}

  /**
   * A logged model.
   *
   * @param experimentId here
   * @param model MLflow's message
   */
  public record LoggedModelImport(String experimentId, JsonNode model) {}

  /**
   * What a logged model became.
   *
   * @param leftOut points of runs that are not here, or were made here
   */
  public record LoggedModelImported(String id, String artifactUri, int leftOut) {}

  /** What is asked of the ledger. */
  public record MarksAsked(String source, String kind, List<String> ids) {}

  /** How far the copies of several came, by what they are called there. */
  public record MarksMade(String source, String kind, Map<String, String> states) {}

  /** What the ledger holds of those that were asked for. */
  public record Marks(Map<String, Mark> marks) {}

  /** A file that was taken in. */
  public record FileImported(String path, String digest, long size) {}

  public static List<Route> routes(Metadata metadata, Importing importing) {
    return new ImportRoutes(metadata, importing).all();
  }

  private List<Route> all() {
    return List.of(
        route(Route.put(AT + "/experiments/{experiment}"), "importExperiment")
            .summary("Takes in an experiment of another MLflow server")
            .accepts(ExperimentImport.class)
            .answers(ExperimentImported.class)
            .to(this::experiment),
        route(Route.put(AT + "/runs/{run}"), "importRun")
            .summary("Takes in a run under its own id, with all or the first of its points")
            .accepts(RunImport.class)
            .answers(RunImported.class)
            .to(this::run),
        route(Route.post(AT + "/runs/{run}/metrics"), "importRunMetrics")
            .summary("Takes in points of a run's histories, in the message of log-batch")
            .to(this::points),
        file("/runs/{run}/files/{+path}", "importRunFile").to(this::runFile),
        route(Route.put(AT + "/logged-models/{model}"), "importLoggedModel")
            .summary("Takes in a logged model under its own id")
            .accepts(LoggedModelImport.class)
            .answers(LoggedModelImported.class)
            .to(this::model),
        file("/logged-models/{model}/files/{+path}", "importLoggedModelFile").to(this::modelFile),
        route(Route.post(AT + "/marks/find"), "findImportMarks")
            .summary("What was copied from another server already, and how far")
            .accepts(MarksAsked.class)
            .answers(Marks.class)
            .to(this::marks),
        route(Route.put(AT + "/marks"), "putImportMarks")
            .summary("Notes how far copies came")
            .accepts(MarksMade.class)
            .to(this::mark));
  }

  private static Route.Builder route(Route.Builder route, String id) {
    return route.id(id).tag("metadata").access(Access.ADMIN).maxBody(LARGEST);
  }

  private static Route.Builder file(String path, String id) {
    return route(Route.put(AT + path), id)
        .summary("Takes in a file; durable and verified by its digest when it is answered")
        .maxBody(LARGEST_FILE)
        .timeout(ArtifactRoutes.TRANSFER)
        .answers(FileImported.class);
  }

  private Reply experiment(Call call) {
    ExperimentImport body = call.wholeBody(ExperimentImport.class);
    Entry entry = new Entry(body.source(), Entry.EXPERIMENT, call.path("experiment"));
    Experiment taken =
        importing
            .imports()
            .experiment(
                ImportMessages.experiment(
                    new MlflowRequest(object("experiment", body.experiment()), "experiment"),
                    entry,
                    body.existing() == null ? Existing.REFUSE : body.existing(),
                    body.location() == Location.GIVEN),
                call.principal().name());
    boolean merged = importing.imports().copyOf(entry).state().equals(Mark.MERGED);
    return Reply.json(
        new ExperimentImported(Long.toString(taken.id()), merged, taken.artifactLocation()));
  }

  private Reply run(Call call) {
    RunImport body = call.wholeBody(RunImport.class);
    var taken =
        importing
            .imports()
            .run(
                ImportMessages.run(
                    call.path("run"),
                    ExperimentIds.require(body.experimentId()),
                    new MlflowRequest(object("run", body.run()), "run"),
                    body.metrics()),
                call.principal().name());
    return Reply.json(new RunImported(taken.id(), taken.artifactUri()));
  }

  private Reply points(Call call) {
    byte[] body = MlflowRequest.body(call);
    MetricsOnly usual = MetricsOnly.read(body);
    importing
        .imports()
        .points(
            call.path("run"),
            usual != null
                ? usual.metrics()
                : MlflowRequest.parse(body).list("metrics").stream()
                    .map(LogRoutes::metric)
                    .toList());
    return Reply.empty();
  }

  private Reply model(Call call) {
    LoggedModelImport body = call.wholeBody(LoggedModelImport.class);
    var taken =
        importing
            .imports()
            .model(
                ImportMessages.model(
                    call.path("model"),
                    ExperimentIds.require(body.experimentId()),
                    new MlflowRequest(object("model", body.model()), "model")),
                call.principal().name());
    return Reply.json(
        new LoggedModelImported(taken.model().id(), taken.model().artifactUri(), taken.leftOut()));
  }

  private Reply runFile(Call call) {
    return take(call, importing.imports().runFiles(call.path("run")));
  }

  private Reply modelFile(Call call) {
    return take(call, importing.imports().modelFiles(call.path("model")));
  }

  private Reply take(Call call, String root) {
    SafePath path = SafePath.of(call.path("path"));
    StoredFile taken =
        metadata
            .files()
            .put(ArtifactReplies.within(files.own(root), path), call.stream(), LARGEST_FILE);
    return Reply.json(
        new FileImported(path.toString(), String.valueOf(taken.digest()), taken.size()));
  }

  private Reply marks(Call call) {
    MarksAsked asked = call.wholeBody(MarksAsked.class);
    return Reply.json(
        new Marks(
            new TreeMap<>(importing.ledger().marks(asked.source(), asked.kind(), asked.ids()))));
  }

  private Reply mark(Call call) {
    MarksMade made = call.wholeBody(MarksMade.class);
    importing.ledger().mark(made.source(), made.kind(), made.states());
    return Reply.empty();
  }

  private static JsonNode object(String name, JsonNode node) {
    if (!node.isObject()) {
      throw new LooplineException(
          ImportError.IMPORT_INVALID, "'" + name + "' is no JSON object; send MLflow's message.");
    }
    return node;
  }
}
