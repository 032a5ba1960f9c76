package dev.loopline.workflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.workflow.AppliedPipeline;
import dev.loopline.workflow.PipelineSpec;
import dev.loopline.workflow.RunId;
import dev.loopline.workflow.RunView;
import dev.loopline.workflow.Trigger;
import dev.loopline.workflow.WorkflowError;
import dev.loopline.workflow.Workflows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pipelines and their runs over HTTP. */
public final class WorkflowRoutes {
  private static final String TAG = "workflow";

  private final Workflows workflows;

  private WorkflowRoutes(Workflows workflows) {
    this.workflows = workflows;
  }

  /** A pipeline as it is shown. */
  public record PipelineView(
      String name,
      String commit,
      Map<String, JsonNode> parameters,
      List<Trigger> on,
      PipelineSpec.Concurrency concurrency,
      List<TaskShape> tasks,
      AppliedPipeline.@Nullable Paused paused,
      @Nullable Instant nextSlot) {
    public PipelineView {
      parameters = Map.copyOf(parameters);
      on = List.copyOf(on);
      tasks = List.copyOf(tasks);
    }
  }

  /** A task of a pipeline. */
  public record TaskShape(String id, String uses, List<String> needs) {
    public TaskShape {
      needs = List.copyOf(needs);
    }
  }

  /** Why a pipeline is paused. */
  public record PausePipeline(String reason) {}

  /** Why a pipeline is resumed. */
  public record ResumePipeline(@Nullable String reason) {}

  /** What a start may say: values for the pipeline's parameters. */
  public record StartRun(@Nullable Map<String, JsonNode> parameters) {}

  public static List<Route> routes(Workflows workflows) {
    WorkflowRoutes routes = new WorkflowRoutes(workflows);
    return List.of(
        Route.get("/api/v1/products/{product}/pipelines")
            .id("listPipelines")
            .tag(TAG)
            .summary("The product's pipelines by name")
            .lists(PipelineView.class)
            .to(routes::pipelines),
        Route.post("/api/v1/products/{product}/pipelines/{pipeline}/runs")
            .id("startRun")
            .tag(TAG)
            .summary("Starts a run; parameters that are left out have their defaults")
            .accepts(StartRun.class)
            .answers(RunView.class)
            .to(routes::start),
        Route.post("/api/v1/products/{product}/pipelines/{pipeline}/pause")
            .id("pausePipeline")
            .tag(TAG)
            .summary(
                "No trigger starts it until it is resumed; its slots wait for its catch-up rule")
            .accepts(PausePipeline.class)
            .answers(PipelineView.class)
            .to(routes::pause),
        Route.post("/api/v1/products/{product}/pipelines/{pipeline}/resume")
            .id("resumePipeline")
            .tag(TAG)
            .summary("Ends a pause; slots that were missed are made up for as declared")
            .accepts(ResumePipeline.class)
            .answers(PipelineView.class)
            .to(routes::resume),
        Route.get("/api/v1/products/{product}/pipeline-runs")
            .id("listPipelineRuns")
            .tag(TAG)
            .summary("Runs, newest first, without their tasks")
            .query("pipeline", "Only this pipeline's")
            .pages(RunView.class)
            .to(routes::runs),
        Route.get("/api/v1/pipeline-runs/{run}")
            .id("getPipelineRun")
            .tag(TAG)
            .summary("A run and its tasks")
            .answers(RunView.class)
            .to(call -> Reply.json(routes.require(call))),
        Route.post("/api/v1/pipeline-runs/{run}/cancel")
            .id("cancelPipelineRun")
            .tag(TAG)
            .summary("Ends a run: its processes are killed; one that has ended stays as it is")
            .answers(RunView.class)
            .to(
                call -> {
                  workflows.cancel(new RunId(call.path("run")), call.principal().name());
                  return Reply.json(routes.require(call));
                }),
        Route.get("/api/v1/pipeline-runs/{run}/tasks/{task}/log")
            .id("getTaskLog")
            .tag(TAG)
            .summary("A task's log, all attempts")
            .to(
                call ->
                    Reply.text(
                        "text/plain; charset=utf-8",
                        workflows.log(new RunId(call.path("run")), call.path("task")))),
        Route.get("/api/v1/schemas/pipeline.schema.json")
            .id("getPipelineSchema")
            .tag(TAG)
            .access(Access.READ)
            .summary("The JSON Schema of pipelines/*.yaml")
            .to(call -> Reply.json(workflows.schema())));
  }

  private Reply pipelines(Call call) {
    List<PipelineView> views =
        workflows.applied(call.path("product")).stream().map(WorkflowRoutes::view).toList();
    return Reply.json(new Page<>(views, null));
  }

  private static PipelineView view(AppliedPipeline pipeline) {
    PipelineSpec spec = pipeline.spec();
    return new PipelineView(
        spec.name(),
        pipeline.commit(),
        spec.parameters(),
        spec.on(),
        spec.concurrency(),
        spec.tasks().stream().map(t -> new TaskShape(t.id(), t.uses(), t.needs())).toList(),
        pipeline.paused(),
        pipeline.nextSlot());
  }

  private Reply pause(Call call) {
    workflows.pause(
        call.path("product"),
        call.path("pipeline"),
        call.wholeBody(PausePipeline.class).reason(),
        call.principal().name());
    return pipeline(call);
  }

  private Reply resume(Call call) {
    String reason =
        call.request().content().hasEntity() ? call.body(ResumePipeline.class).reason() : null;
    workflows.resume(call.path("product"), call.path("pipeline"), reason, call.principal().name());
    return pipeline(call);
  }

  private Reply pipeline(Call call) {
    return Reply.json(
        workflows.applied(call.path("product")).stream()
            .filter(p -> p.spec().name().equals(call.path("pipeline")))
            .map(WorkflowRoutes::view)
            .findFirst()
            .orElseThrow());
  }

  private Reply start(Call call) {
    Map<String, JsonNode> given =
        call.request().content().hasEntity() ? call.body(StartRun.class).parameters() : null;
    String user = call.principal().name();
    RunId run =
        workflows.start(
            call.path("product"),
            call.path("pipeline"),
            given == null ? Map.of() : given,
            user,
            user);
    return Reply.created(require(run));
  }

  private Reply runs(Call call) {
    PageRequest page = call.page();
    List<RunView> fetched =
        workflows.runs(
            call.path("product"),
            call.query("pipeline").orElse(null),
            page.cursor().orElse(null),
            page.limit() + 1);
    return Reply.json(Page.of(fetched, page.limit(), RunView::id));
  }

  private RunView require(Call call) {
    return require(new RunId(call.path("run")));
  }

  private RunView require(RunId run) {
    return workflows
        .find(run)
        .orElseThrow(
            () ->
                new LooplineException(
                    WorkflowError.RUN_NOT_FOUND, "There is no pipeline run '" + run + "'."));
  }
}
