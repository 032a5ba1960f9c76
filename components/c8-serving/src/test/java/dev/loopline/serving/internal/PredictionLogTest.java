package dev.loopline.serving.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.serving.LoggedPrediction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionLogTest {
  private static final int SMALL = 1000;

  @TempDir Path folder;

  private final ScheduledExecutorService syncer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    syncer.shutdownNow();
  }

  private PredictionLog open() {
    return new PredictionLog(7, folder, SMALL, syncer);
  }

  private static LoggedPrediction append(PredictionLog log, String key) {
    return log.append(1, i -> PredictionLogChild.unnumbered(key)).getFirst();
  }

  private static List<String> keys(List<LoggedPrediction> predictions) {
    return predictions.stream().map(LoggedPrediction::key).toList();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @Test
  void anInterruptedThreadLogsAndTheLogGoesOn() {
    try (PredictionLog log = open()) {
      Thread.currentThread().interrupt();
      LoggedPrediction first = append(log, "a");
      for (int i = 0; i < 20; i++) {
        append(log, "more" + i);
      }
      assertThat(log.at(0, 0, first.id())).isPresent();
      assertThat(Thread.interrupted()).isTrue();
      append(log, "b");
      assertThat(keys(log.before(Long.MAX_VALUE, 1))).containsExactly("b");
    }
  }

  @Test
  void segmentsRollAndReadAsOne() throws IOException {
    List<String> written = new ArrayList<>();
    List<LoggedPrediction> made = new ArrayList<>();
    try (PredictionLog log = open()) {
      for (int i = 0; i < 50; i++) {
        written.add("k" + i);
        made.add(append(log, "k" + i));
      }
      assertThat(segments()).hasSizeGreaterThan(5);
      assertThat(keys(log.after(0, 1000))).isEqualTo(written);
    }
    try (PredictionLog log = open()) {
      assertThat(log.count()).isEqualTo(50);
      List<String> read = new ArrayList<>();
      List<LoggedPrediction> page = log.after(0, 7);
      while (!page.isEmpty()) {
        read.addAll(keys(page));
        page = log.after(page.getLast().position(), 7);
      }
      assertThat(read).isEqualTo(written);
      List<String> back = new ArrayList<>();
      page = log.before(Long.MAX_VALUE, 7);
      while (!page.isEmpty()) {
        back.addAll(keys(page));
        page = log.before(page.getLast().position(), 7);
      }
      assertThat(back.reversed()).isEqualTo(written);
      for (LoggedPrediction p : made) {
        PredictionId id = PredictionId.parse(p.id()).orElseThrow();
        assertThat(log.at(id.segment(), id.offset(), p.id()).orElseThrow().key())
            .isEqualTo(p.key());
      }
    }
  }

  @Test
  void afterAPowerCutNoIdIsGivenTwiceAndTornLinesAreGone() throws IOException {
    Set<String> given = new HashSet<>();
    try (PredictionLog log = open()) {
      for (String key : List.of("a", "b", "c")) {
        given.add(append(log, key).id());
      }
    }
    Path segment = segments().getLast();
    Files.delete(folder.resolve("closed.json"));
    byte[] bytes = Files.readAllBytes(segment);
    // The last line was never written; what the disk holds in its place is anything.
    Files.write(segment, java.util.Arrays.copyOf(bytes, bytes.length - bytes.length / 3));
    Files.write(segment, new byte[] {0, 0, '\n', '{', '}', '\n', 7}, StandardOpenOption.APPEND);
    try (PredictionLog log = open()) {
      assertThat(log.count()).isEqualTo(2);
      assertThat(given).doesNotContain(append(log, "d").id());
      assertThat(keys(log.after(0, 10))).containsExactly("a", "b", "d");
      assertThat(keys(log.before(Long.MAX_VALUE, 10))).containsExactly("d", "b", "a");
    }
    try (PredictionLog log = open()) {
      assertThat(log.count()).isEqualTo(3);
    }
  }

  @Test
  void aFullDiskIsSaidSoAndTheLogGoesOnWhenThereIsRoom() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");
    try (PredictionLog log = open()) {
      append(log, "a");
    }
    Path full = folder.resolve("00000001.jsonl");
    try (PredictionLog log = open()) {
      Files.createSymbolicLink(full, Path.of("/dev/full"));
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> append(log, "b"))
            .isInstanceOfSatisfying(
                LooplineException.class,
                e -> assertThat(e.code()).isEqualTo(KernelError.STORAGE_FULL))
            .hasMessageContaining("disk is full");
        Files.deleteIfExists(folder.resolve("00000002.jsonl"));
        Files.createSymbolicLink(folder.resolve("00000002.jsonl"), Path.of("/dev/full"));
      }
      assertThat(keys(log.after(0, 10))).containsExactly("a");
      append(log, "c");
      assertThat(keys(log.after(0, 10))).containsExactly("a", "c");
      assertThat(log.count()).isEqualTo(2);
    }
  }

  @Test
  void nothingThatWasAnsweredIsLostWhenTheProcessIsKilled() throws Exception {
    List<String> answered = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  PredictionLogChild.class.getName(),
                  folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader ids =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
        for (int i = 0; i < 300; i++) {
          answered.add(ids.readLine());
        }
        child.destroyForcibly().waitFor();
      }
    }
    assertThat(answered).doesNotContainNull().doesNotHaveDuplicates();
    try (PredictionLog log = open()) {
      assertThat(answered)
          .allSatisfy(
              text -> {
                PredictionId id = PredictionId.parse(text).orElseThrow();
                assertThat(log.at(id.segment(), id.offset(), text)).isPresent();
              });
      assertThat(log.after(0, Integer.MAX_VALUE)).hasSize((int) log.count());
    }
  }

  @Test
  void thoseThatAVersionAnsweredAreCountedAndListedAlsoAfterACrash() throws IOException {
    List<String> byTwo = new ArrayList<>();
    try (PredictionLog log = open()) {
      for (int i = 0; i < 60; i++) {
        // All of the second version's stand together, so that most segments have none.
        int served = i >= 20 && i < 30 ? 2 : 1;
        String key = "k" + i;
        log.append(1, n -> PredictionLogChild.unnumbered(key, served));
        if (served == 2) {
          byTwo.addFirst(key);
        }
      }
      assertThat(log.served()).containsExactlyInAnyOrderEntriesOf(Map.of(1, 50L, 2, 10L));
      assertThat(keys(log.before(Long.MAX_VALUE, 100, 2))).isEqualTo(byTwo);
      List<LoggedPrediction> page = log.before(Long.MAX_VALUE, 4, 2);
      assertThat(keys(log.before(page.getLast().position(), 100, 2)))
          .isEqualTo(byTwo.subList(4, 10));
      assertThat(log.before(Long.MAX_VALUE, 100, 3)).isEmpty();
    }
    try (PredictionLog log = open()) {
      assertThat(log.served()).containsEntry(1, 50L).containsEntry(2, 10L);
    }
    // As a crash leaves it, and as a server left it that did not count yet.
    Files.delete(folder.resolve("closed.json"));
    try (PredictionLog log = open()) {
      assertThat(log.served()).containsEntry(1, 50L).containsEntry(2, 10L);
      append(log, "more");
      assertThat(log.served()).containsEntry(1, 51L);
    }
  }
}
