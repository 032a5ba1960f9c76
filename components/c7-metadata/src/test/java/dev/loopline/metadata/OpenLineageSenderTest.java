package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.openlineage.OpenLineageSender;
import dev.loopline.metadata.openlineage.OpenLineageTarget;
import dev.loopline.metadata.spi.RunEvents;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OpenLineageSenderTest {
  private static final Duration SOON = Duration.ofMillis(5);

  @TempDir Path folder;

  /** Two documents for each event. */
  private static final RunEvents TWO =
      new RunEvents() {
        @Override
        public Set<String> types() {
          return Set.of("test.done");
        }

        @Override
        public List<JsonNode> of(Event event) {
          return List.of(
              Json.object().put("said", event.subject() + " began"),
              Json.object().put("said", event.subject() + " ended"));
        }
      };

  /** What came in, and the statuses to answer with, 201 when there is none left. */
  private static final class Receiver implements AutoCloseable {
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    final BlockingQueue<String> keys = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    final AtomicInteger asked = new AtomicInteger();
    private final TestServer server;

    Receiver() {
      server = TestServer.start(List.of(Route.post("/api/v1/lineage").to(this::receive)));
    }

    private Reply receive(Call call) {
      asked.incrementAndGet();
      keys.add(call.header("Authorization").orElse(""));
      String text = call.json().path("said").asText();
      int status = Objects.requireNonNullElse(answers.poll(), 201);
      if (status < 300) {
        said.add(text);
      }
      return Reply.status(status);
    }

    List<String> next(int count) throws InterruptedException {
      List<String> got = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        got.add(Objects.requireNonNullElse(said.poll(30, TimeUnit.SECONDS), "nothing"));
      }
      return got;
    }

    OpenLineageTarget target() {
      URI url = URI.create(server.url());
      OpenLineageTarget usual = OpenLineageTarget.of(url, Optional.of("secret"));
      return new OpenLineageTarget(usual.url(), usual.apiKey(), SOON, usual.timeout());
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private static void tell(Kernel kernel, String subject) {
    kernel
        .db()
        .change(
            tx ->
                kernel
                    .events()
                    .append(
                        tx,
                        new NewEvent(
                            "test.done", "test", subject, "hotel", "tester", Json.object())));
  }

  private static OpenLineageSender begun(Kernel kernel, Receiver receiver) {
    OpenLineageSender sender = MetadataFactory.sender(kernel, TWO, receiver.target());
    sender.begin();
    return sender;
  }

  private static void stop(Kernel kernel, OpenLineageSender sender) {
    kernel.events().stopSubscribers();
    sender.close();
    kernel.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatHappenedIsSentInOrderAlsoWhatHappenedBefore(Engine engine) throws Exception {
    try (Receiver receiver = new Receiver()) {
      Kernel kernel = engine.kernel(folder, "metadata");
      tell(kernel, "a");
      OpenLineageSender sender = begun(kernel, receiver);
      tell(kernel, "b");
      assertThat(receiver.next(4)).containsExactly("a began", "a ended", "b began", "b ended");
      assertThat(receiver.keys).containsOnly("Bearer secret");
      stop(kernel, sender);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverDoesNotAnswerIsAskedAgainAndNobodyWaits(Engine engine) throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answers.addAll(List.of(503, 500, 429, 401, 503));
      Kernel kernel = engine.kernel(folder, "metadata");
      OpenLineageSender sender = begun(kernel, receiver);
      tell(kernel, "a");
      // Whether the receiver answers is no matter of the log's.
      assertThat(
              kernel
                  .events()
                  .signal()
                  .await(() -> kernel.events().isSettled(), Duration.ofSeconds(20)))
          .isTrue();
      assertThat(receiver.next(2)).containsExactly("a began", "a ended");
      assertThat(receiver.asked).hasValue(7);
      stop(kernel, sender);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsRefusedIsSetAsideAndTheOthersGoOn(Engine engine) throws Exception {
    try (Receiver receiver = new Receiver()) {
      receiver.answers.addAll(List.of(201, 400));
      Kernel kernel = engine.kernel(folder, "metadata");
      OpenLineageSender sender = begun(kernel, receiver);
      tell(kernel, "a");
      tell(kernel, "b");
      assertThat(receiver.next(3)).containsExactly("a began", "b began", "b ended");
      assertThat(receiver.asked).hasValue(4);
      stop(kernel, sender);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotSentIsSentAfterARestart(Engine engine) throws Exception {
    Engine.Reopenable database = engine.options(folder, "metadata");
    OpenLineageTarget nobody =
        new OpenLineageTarget(
            URI.create("http://localhost:1/api/v1/lineage"),
            Optional.empty(),
            SOON,
            Duration.ofSeconds(5));
    Kernel kernel = database.open(WallClock.system());
    OpenLineageSender sender = MetadataFactory.sender(kernel, TWO, nobody);
    sender.begin();
    tell(kernel, "a");
    assertThat(
            kernel
                .events()
                .signal()
                .await(() -> kernel.events().isSettled(), Duration.ofSeconds(20)))
        .isTrue();
    stop(kernel, sender);

    try (Receiver receiver = new Receiver()) {
      Kernel again = database.open(WallClock.system());
      OpenLineageSender next = begun(again, receiver);
      tell(again, "b");
      assertThat(receiver.next(4)).containsExactly("a began", "a ended", "b began", "b ended");
      stop(again, next);
    }
  }
}
