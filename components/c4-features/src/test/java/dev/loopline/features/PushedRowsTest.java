package dev.loopline.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.testkit.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of pushed rows on bad days. */
class PushedRowsTest {
  private static final String DAY = "2016-07-01T00:00:00Z";

  @TempDir Path folder;
  private Engine.Reopenable options;
  private Kernel kernel;
  private FeatureStore store;

  private void start(Engine engine) {
    options = engine.options(folder, "features");
    open();
    Hotel.apply(store);
  }

  private void open() {
    kernel = options.open(WallClock.system());
    store = FeatureStoreFactory.open(kernel, new Hotel.Labels());
  }

  private void close() {
    store.close();
    kernel.close();
  }

  @AfterEach
  void stop() {
    if (kernel != null) {
      close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedCallerHarmsNeitherItsRowsNorThoseThatFollow(Engine engine) {
    start(engine);
    Thread.currentThread().interrupt();
    PushReceipt receipt = Hotel.push(store, Hotel.row("b1", DAY, 1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(receipt.accepted()).isEqualTo(1);
    assertThat(Hotel.push(store, Hotel.row("b2", DAY, 2)).accepted()).isEqualTo(1);
    Thread.currentThread().interrupt();
    Snapshot snapshot = store.materialize("hotel", "booking");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(snapshot.rows()).isEqualTo(2);
  }

  @Test
  void aLogWrittenToByAnInterruptedThreadStaysOpen() throws IOException {
    try (SegmentLog log = SegmentLog.open(folder.resolve("log"), 0)) {
      Thread.currentThread().interrupt();
      log.acknowledge(log.write("a\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(Thread.interrupted()).isTrue();
      log.acknowledge(log.write("b\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(log.lines(0, 10)).extracting(SegmentLog.Line::text).containsExactly("a", "b");
      assertThat(log.lines(2, 10)).containsExactly(new SegmentLog.Line("b", 4));
    }
  }

  @Test
  void segmentsThatDoNotJoinUpAreToldAndWhatIsBeyondIsPutAsideEachTime() throws IOException {
    Path log = Files.createDirectories(folder.resolve("log"));
    Path first = log.resolve("0000000000000000000.jsonl");
    Path second = log.resolve("0000000000000000004.jsonl");
    Files.writeString(first, "a\n");
    Files.writeString(second, "c\n");
    assertThatThrownBy(() -> SegmentLog.open(log, 6))
        .hasMessageContaining("are there up to byte 2 only, but 6 were acknowledged");
    Files.writeString(first, "a\nb\n");
    for (String torn : List.of("x", "y")) {
      Files.writeString(second, "c\n" + torn);
      SegmentLog.open(log, 6).close();
    }
    assertThat(second.resolveSibling(second.getFileName() + ".unacknowledged")).hasContent("x");
    assertThat(second.resolveSibling(second.getFileName() + ".unacknowledged-2")).hasContent("y");
    Files.delete(first);
    assertThatThrownBy(() -> SegmentLog.open(log, 6)).hasMessageContaining("up to byte 0 only");
  }

  @ParameterizedTest
  @EnumSource
  void aRejectedRowIsKeptOnceHoweverOftenItIsPushed(Engine engine) throws IOException {
    start(engine);
    JsonNode refused = Hotel.row("b1", DAY, -1);
    Hotel.push(store, refused, Hotel.row("b2", DAY, -2));
    assertThat(Hotel.push(store, refused, refused)).isEqualTo(new PushReceipt(0, 1, 1));
    close();
    delete(folder.resolve("features/online"));
    open();
    assertThat(Hotel.push(store, refused).rejected()).isEqualTo(1);

    List<RejectedRow> all = store.rejected("hotel", "bookings", 0, 10);
    assertThat(all)
        .extracting(r -> r.row().path("booking_id").asText())
        .containsExactly("b1", "b2");
    assertThat(store.rejected("hotel", "bookings", all.getFirst().position(), 10))
        .containsExactly(all.getLast());
  }

  @Test
  void aFullDiskIsSaidAndNothingWasTakenIn() throws IOException {
    assumeThat(Path.of("/dev/full")).exists();
    start(Engine.SQLITE);
    close();
    Path rejected =
        folder.resolve("features/rows/hotel/bookings/rejected/0000000000000000000.jsonl");
    Files.delete(rejected);
    Files.createSymbolicLink(rejected, Path.of("/dev/full"));
    open();
    assertThatThrownBy(() -> Hotel.push(store, Hotel.row("b1", DAY, -1), Hotel.row("b2", DAY, 1)))
        .isInstanceOfSatisfying(
            LooplineException.class, e -> assertThat(e.code()).isEqualTo(KernelError.STORAGE_FULL))
        .hasMessageContaining("none was taken in");
    assertThat(store.online("hotel", "booking", "b2")).isEmpty();
    assertThat(Hotel.push(store, Hotel.row("b2", DAY, 1)).accepted()).isEqualTo(1);
  }

  @Test
  void onlyADamagedOnlineStoreIsComputedAgain() throws IOException {
    start(Engine.SQLITE);
    Hotel.push(store, Hotel.row("b1", DAY, 7));
    close();
    Path current = folder.resolve("features/online/CURRENT");
    Files.writeString(current, "MANIFEST-nonsense");
    open();
    assertThat(store.online("hotel", "booking", "b1")).isPresent();
    assertThatThrownBy(() -> FeatureStoreFactory.open(kernel, new Hotel.Labels()))
        .hasMessageContaining("The online store cannot open");
    assertThat(store.online("hotel", "booking", "b1")).isPresent();
  }

  @Test
  void keysHaveOneRule() {
    start(Engine.SQLITE);
    ObjectNode row = Hotel.row("b1", DAY, 1);
    assertThat(Hotel.push(store, row.deepCopy().put("booking_id", "ä".repeat(128))).accepted())
        .isEqualTo(1);
    assertThatThrownBy(
            () -> Hotel.push(store, row.deepCopy().put("booking_id", "ä".repeat(128) + "x")))
        .hasMessageContaining("has 257 bytes in UTF-8; at most 256 are allowed");
    assertThatThrownBy(() -> Hotel.push(store, row.deepCopy().put("booking_id", "a\0b")))
        .hasMessageContaining("holds a NUL character");
    assertThatThrownBy(() -> Hotel.push(store, row.deepCopy().put("booking_id", " ")))
        .hasMessageContaining("is empty");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
