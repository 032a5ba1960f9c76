package dev.loopline.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.delivery.Deliveries;
import dev.loopline.delivery.DeliveryView;
import dev.loopline.delivery.assembly.DeliveryFactory;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.serving.Serving;
import dev.loopline.source.Repositories;
import dev.loopline.source.assembly.SourceFactory;
import dev.loopline.source.http.SourceRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.TestServer;
import dev.loopline.workflow.Workers.Leased;
import dev.loopline.workflow.Workflows;
import dev.loopline.workflow.assembly.WorkflowFactory;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pushes by the ordinary git; the product's tests end as and when these tests say. */
class DeliveriesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final RecordingTarget first = new RecordingTarget("product.yaml");
  private final RecordingTarget second = new RecordingTarget("second.yaml");
  private Engine.Reopenable database;
  private Kernel kernel;
  private Workflows workflows;
  private Deliveries deliveries;
  private TestServer server;

  private void start(Engine engine) throws Exception {
    database = engine.options(folder.resolve("data"), "source", "workflow", "registry", "delivery");
    open();
    git(folder, "init", "-q", "-b", "main", "work");
  }

  private void open() {
    kernel = database.open(WallClock.system());
    Repositories repositories = SourceFactory.open(kernel, "hotel"::equals);
    workflows = WorkflowFactory.open(kernel, new WorkflowFactory.Options(2, PATIENCE));
    deliveries =
        DeliveryFactory.open(
            kernel,
            repositories,
            workflows,
            RegistryFactory.open(kernel),
            noServing(),
            List.of(first, second),
            List.of());
    deliveries.begin();
    workflows.begin();
    server = TestServer.start(SourceRoutes.routes(repositories));
  }

  @AfterEach
  void stop() {
    server.close();
    workflows.close();
    kernel.close();
  }

  @ParameterizedTest
  @EnumSource
  void pushesTakeTurnsAndTheLastOneIsRegisteredLast(Engine engine) throws Exception {
    start(engine);
    push("name: hotel\nsay: one", "say: one");
    Leased test = lease();
    push("name: hotel\nsay: two", "say: two");
    await(() -> deliveries.list("hotel", null, 10).size() == 2);
    assertThat(workflows.workers().lease("quick", Duration.ZERO)).isEmpty();
    assertThat(states()).containsExactly("PENDING", "RUNNING");

    workflows.workers().succeed(test.token(), Map.of());
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> states().equals(List.of("SUCCEEDED", "SUCCEEDED")));
    assertThat(first.applied).containsExactly("one", "two");
    assertThat(deliveries.artifacts("hotel")).hasSize(2);

    // Every event comes again: nothing is delivered or run twice.
    int runs = workflows.runs("hotel", null, null, 100).size();
    kernel.db().change(tx -> tx.handle().execute("delete from event_cursor"));
    stop();
    open();
    await(kernel.events()::isSettled);
    assertThat(states()).containsExactly("SUCCEEDED", "SUCCEEDED");
    assertThat(workflows.runs("hotel", null, null, 100)).hasSize(runs);
    assertThat(events("delivery.run.")).hasSize(4);
  }

  @ParameterizedTest
  @EnumSource
  void whatFailedIsMadeAgainUnlessSomethingNewerIsRegistered(Engine engine) throws Exception {
    start(engine);
    push("name: hotel\nsay: one", "say: one");
    workflows.workers().fail(lease().token(), "the network was away");
    await(() -> states().equals(List.of("FAILED")));
    String failed = deliveries.list("hotel", null, 10).getFirst().id();

    String again = deliveries.retry("hotel", failed, "ana").id();
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> deliveries.require("hotel", again).state().equals("SUCCEEDED"));
    assertThat(first.applied).containsExactly("one");
    assertThatThrownBy(() -> deliveries.retry("hotel", again, "ana"))
        .hasMessageContaining("is SUCCEEDED; only one that failed or was cancelled");

    push("name: hotel\nsay: two", "say: two");
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> states().getFirst().equals("SUCCEEDED"));
    String old = deliveries.retry("hotel", failed, "ana").id();
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> deliveries.require("hotel", old).state().equals("FAILED"));
    assertThat(deliveries.require("hotel", old).steps().getLast().error())
        .contains("is older than")
        .contains("which is registered. Nothing was changed");
    assertThat(first.applied).containsExactly("one", "two");
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlySomeComponentsCouldTakeIsTakenBackFromAll(Engine engine) throws Exception {
    start(engine);
    push("name: hotel\nsay: one", "say: one");
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> states().equals(List.of("SUCCEEDED")));

    push("name: hotel\nsay: two", "explode: 1");
    workflows.workers().succeed(lease().token(), Map.of());
    await(() -> states().getFirst().equals("FAILED"));
    DeliveryView failed = deliveries.list("hotel", null, 10).getFirst();
    assertThat(failed.steps().getLast().error()).contains("exploded");
    assertThat(first.applied).startsWith("one", "two", "one").endsWith("one");
    assertThat(second.applied).containsOnly("one");
  }

  @ParameterizedTest
  @EnumSource
  void testsHaveTheTimeThatTheyAskForAndAShellEach(Engine engine) throws Exception {
    start(engine);
    Path work = folder.resolve("work");
    Files.writeString(
        work.resolve("ci.yaml"),
        """
        timeout: PT77S
        test:
          - cd /; false
          - printf '%s' "quo'ted $PWD"
          - ./tool
        """);
    Files.writeString(work.resolve("tool"), "#!/bin/sh\necho tool runs\n");
    assertThat(work.resolve("tool").toFile().setExecutable(true)).isTrue();
    push("name: hotel", "say: one");
    Leased test = lease();

    assertThat(test.timeout()).isEqualTo(Duration.ofSeconds(77));
    assertThat(test.launch().network()).isFalse();
    Process process =
        new ProcessBuilder(test.launch().command())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(said)
        .contains("=== test 1 of 3: cd /; false\n=== failed with exit code 1\n")
        .contains("=== test 2 of 3: printf '%s' \"quo'ted $PWD\"\nquo'ted " + work)
        .contains("=== test 3 of 3: ./tool\ntool runs\n=== passed\n1 of 3 tests failed\n");

    List<String> files = new ArrayList<>();
    SourceArchive.visit(
        kernel.artifacts().open(test.launch().source()),
        (entry, in) -> files.add(entry.path() + (entry.executable() ? " runs" : "")));
    assertThat(files).contains("source/tool runs", "source/product.yaml");
  }

  private Leased lease() {
    return workflows.workers().lease("tester", PATIENCE).orElseThrow();
  }

  private List<String> states() {
    return deliveries.list("hotel", null, 10).stream().map(DeliveryView::state).toList();
  }

  private List<Event> events(String type) {
    return kernel.events().page(new EventQuery("hotel", null, type, null, 100, false));
  }

  private void await(java.util.function.BooleanSupplier wanted) throws InterruptedException {
    assertThat(kernel.events().signal().await(wanted, PATIENCE))
        .as(() -> deliveries.list("hotel", null, 10).toString())
        .isTrue();
  }

  private void push(String product, String other) throws Exception {
    Path work = folder.resolve("work");
    Files.writeString(work.resolve("product.yaml"), product + "\n");
    Files.writeString(work.resolve("second.yaml"), other + "\n");
    git(work, "add", ".");
    git(work, "commit", "-qm", "A change");
    git(work, "push", "-q", server.url() + "/git/hotel.git", "main");
  }

  private static void git(Path where, String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org"),
                Stream.of(arguments))
            .toList();
    Process process =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Pushes deploy nothing. */
  private static Serving noServing() {
    return (Serving)
        Proxy.newProxyInstance(
            Serving.class.getClassLoader(),
            new Class<?>[] {Serving.class},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
