package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import dev.loopline.workflow.assembly.WorkflowFactory;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;

/** A kernel and an engine that can be stopped and opened again, and a few step types. */
final class WorkflowFixture implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final SettableClock clock = SettableClock.at("2026-01-01T00:00:00Z");
  private final Engine.Reopenable options;
  private final List<InProcessStep> steps;
  Kernel kernel;
  Workflows workflows;

  WorkflowFixture(Engine engine, Path folder, InProcessStep... steps) {
    this.options = engine.options(folder, "workflow");
    this.steps = List.of(steps);
    open();
  }

  /** What a test step does. */
  @FunctionalInterface
  interface Body {
    Map<String, JsonNode> run(StepContext context) throws Exception;
  }

  static InProcessStep step(String name, Body body) {
    return new InProcessStep() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public StepResult run(StepContext context) throws Exception {
        return new StepResult(body.run(context));
      }
    };
  }

  private void open() {
    kernel = options.open(clock);
    workflows = WorkflowFactory.open(kernel, new WorkflowFactory.Options(4, LEASE));
    steps.forEach(workflows::register);
    workflows.begin();
  }

  void restart() {
    close();
    open();
  }

  /** {@link #restart} with something done while nothing runs. */
  void restartAfter(Runnable meanwhile) {
    close();
    meanwhile.run();
    open();
  }

  void apply(String... yamls) {
    workflows.apply("hotel", "c1", null, List.of(yamls).stream().map(this::read).toList());
  }

  PipelineSpec read(String yaml) {
    return workflows.read(Yaml.parse("pipelines/p.yaml", yaml));
  }

  RunId start(String pipeline) {
    return workflows.start("hotel", pipeline, Map.of(), "by hand", "ana");
  }

  RunView view(RunId run) {
    return workflows.find(run).orElseThrow();
  }

  RunView.TaskView task(RunId run, String task) {
    return view(run).tasks().stream().filter(t -> t.id().equals(task)).findFirst().orElseThrow();
  }

  /** Waits for a run to be as wanted; no polling: every change is an event. */
  RunView await(RunId run, Predicate<RunView> wanted) throws InterruptedException {
    boolean came = kernel.events().signal().await(() -> wanted.test(view(run)), PATIENCE);
    Assertions.assertThat(came).as(() -> Json.write(view(run)) + logs(run)).isTrue();
    return view(run);
  }

  RunView awaitEnd(RunId run) throws InterruptedException {
    return await(run, RunView::ended);
  }

  RunView awaitTask(RunId run, String task, String state) throws InterruptedException {
    return await(run, view -> task(run, task).state().equals(state));
  }

  void awaitRest() throws InterruptedException {
    Assertions.assertThat(kernel.rest().await(PATIENCE))
        .as(() -> kernel.rest().outstanding().toString())
        .isTrue();
  }

  List<String> eventTypes(RunId run) {
    return events(run).stream().map(Event::type).toList();
  }

  List<Event> events(RunId run) {
    return kernel
        .events()
        .page(new EventQuery("hotel", run.value(), "workflow.", null, 100, false));
  }

  void append(String type, JsonNode data) {
    kernel
        .db()
        .change(
            tx ->
                kernel
                    .events()
                    .append(tx, new NewEvent(type, "test", "hotel", "hotel", "test", data)));
  }

  void advanceTo(String instant) throws InterruptedException {
    Instant to = Instant.parse(instant);
    kernel
        .db()
        .change(
            tx -> {
              kernel.eventTime().advance(tx, "hotel", to);
              kernel
                  .events()
                  .append(
                      tx,
                      new NewEvent(
                          "time.advanced",
                          "test",
                          "hotel",
                          "hotel",
                          "test",
                          Json.object().put("at", instant)));
            });
    awaitRest();
  }

  private String logs(RunId run) {
    StringBuilder all = new StringBuilder();
    view(run)
        .tasks()
        .forEach(t -> all.append('\n').append(t.id()).append(": ").append(log(run, t.id())));
    return all.toString();
  }

  String log(RunId run, String task) {
    return workflows.log(run, task);
  }

  @Override
  public void close() {
    workflows.close();
    kernel.close();
  }
}
