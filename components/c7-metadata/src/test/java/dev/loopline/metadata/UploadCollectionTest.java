package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.metadata.MultipartUploads.Part;
import dev.loopline.metadata.internal.StoredUploads;
import dev.loopline.testkit.Engine;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Uploads in parts beside collections: what is completed is whole, what is not goes. */
class UploadCollectionTest {
  private static final int WORKERS = 4;
  private static final int UPLOADS = 60;

  @TempDir Path folder;

  /**
   * Several begin uploads of few contents, send their parts at once, complete them, abort them
   * while parts are under way, or leave them; collections without a pause let hours pass, so that
   * any upload may expire at any step. Whoever is told that his file is complete finds it whole,
   * all others are told a reason, and in the end nothing is left of what was not completed.
   */
  @ParameterizedTest
  @EnumSource
  void whatIsCompletedIsWholeAndOfAllElseNothingIsLeft(Engine engine) throws Exception {
    try (CollectedStore store = new CollectedStore(engine, folder)) {
      AtomicBoolean over = new AtomicBoolean();
      AtomicInteger completed = new AtomicInteger();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<Long> collector = threads.submit(() -> collecting(store, over));
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
          Worker worker = new Worker(store, threads, i, completed);
          workers.add(threads.submit(worker));
        }
        try {
          for (Future<?> worker : workers) {
            worker.get();
          }
        } finally {
          // Also where one failed, or the collector goes on for ever.
          over.set(true);
        }
        assertThat(collector.get()).isPositive();
      }
      assertThat(completed.get()).isPositive();
      store.clock.advance(Duration.ofHours(25));
      GarbageReport dry = store.weigh();
      assertThat(dry.removed()).containsEntry("uploads", (long) uploads().size());
      GarbageReport done = store.collect();
      assertThat(done.removed()).isEqualTo(dry.removed());
      assertThat(done.bytesFreed()).isEqualTo(dry.bytesFreed());
      assertThat(uploads()).isEmpty();
      assertThat(store.blobs()).isEqualTo(store.named());
      for (Digest digest : store.named()) {
        assertThat(store.kernel.artifacts().read(digest, 1_000)).isNotEmpty();
      }
    }
  }

  private static long collecting(CollectedStore store, AtomicBoolean over) {
    SplittableRandom random = new SplittableRandom(7);
    long expired = 0;
    while (!over.get()) {
      store.clock.advance(Duration.ofMinutes(random.nextInt(300)));
      expired += Objects.requireNonNull(store.collect().removed().get("uploads"));
    }
    return expired;
  }

  private List<Path> uploads() throws IOException {
    try (Stream<Path> folders = Files.list(folder.resolve("metadata/uploads"))) {
      return folders.toList();
    }
  }

  /** One who uploads to paths of his own, one file after the other. */
  private record Worker(
      CollectedStore store, ExecutorService threads, int number, AtomicInteger completed)
      implements Callable<Void> {
    @Override
    public Void call() throws Exception {
      SplittableRandom random = new SplittableRandom(number);
      for (int i = 0; i < UPLOADS; i++) {
        SafePath file = SafePath.of("worker-" + number + "/f" + random.nextInt(5));
        List<String> contents = new ArrayList<>();
        for (int part = 0; part <= random.nextInt(3); part++) {
          contents.add("part " + random.nextInt(3) + "\n");
        }
        upload(file, contents, random.nextInt(4));
      }
      return null;
    }

    private void upload(SafePath file, List<String> contents, int fate) throws Exception {
      MultipartUploads uploads = store.metadata.uploads();
      String id = uploads.create(file, contents.size());
      List<Future<Optional<String>>> sent = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        int part = i + 1;
        String content = contents.get(i);
        sent.add(threads.submit(() -> orRefused(() -> uploads.put(id, part, bytes(content)))));
      }
      if (fate == 0) {
        orRefused(() -> abort(id, file));
      }
      List<Part> parts = new ArrayList<>();
      for (int i = 0; i < sent.size(); i++) {
        int number = i + 1;
        value(sent.get(i)).ifPresent(etag -> parts.add(new Part(number, etag)));
      }
      if (fate == 1) {
        return;
      }
      Optional<StoredFile> made = orRefused(() -> uploads.complete(id, file, parts));
      if (made.isPresent()) {
        completed.incrementAndGet();
        Digest digest = store.metadata.files().find(file).orElseThrow().digest();
        assertThat(digest).isEqualTo(CollectedStore.digestOf(String.join("", contents)));
        assertThat(store.kernel.artifacts().read(digest, 1_000)).isNotEmpty();
      }
    }

    private String abort(String id, SafePath file) {
      store.metadata.uploads().abort(id, file);
      return id;
    }

    private static <T> T value(Future<T> future) throws Exception {
      try {
        return future.get();
      } catch (ExecutionException e) {
        throw new AssertionError(e.getCause());
      }
    }

    /** Empty where it was refused in words for the client; anything else is a fault. */
    private static <T> Optional<T> orRefused(Callable<T> work) throws Exception {
      try {
        return Optional.of(work.call());
      } catch (LooplineException e) {
        assertThat(e.code())
            .isIn(TrackingError.RESOURCE_DOES_NOT_EXIST, TrackingError.INVALID_PARAMETER_VALUE);
        return Optional.empty();
      }
    }
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A part during whose arrival something happens. */
  private static InputStream during(Runnable happening) {
    return new InputStream() {
      private int read;

      @Override
      public int read() {
        if (read++ == 0) {
          happening.run();
          return 'x';
        }
        return -1;
      }
    };
  }

  @Test
  void anUploadThatIsAbortedWhileAPartArrivesIsGoneWithThePart() throws Exception {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      MultipartUploads uploads = store.metadata.uploads();
      SafePath file = SafePath.of("a");
      String id = uploads.create(file, 1);
      InputStream part = during(() -> uploads.abort(id, file));
      assertThatThrownBy(() -> uploads.put(id, 1, part))
          .isInstanceOf(LooplineException.class)
          .hasMessageStartingWith("There is no such upload of this file");
      assertThat(uploads()).isEmpty();
    }
  }

  @Test
  void anUploadThatExpiresWhileAPartArrivesIsCollectedAndWeighedBefore() throws Exception {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      MultipartUploads uploads = store.metadata.uploads();
      String id = uploads.create(SafePath.of("a"), 2);
      uploads.put(id, 1, bytes("x".repeat(5_000)));
      InputStream part =
          during(
              () -> {
                assertThat(store.weigh().otherBytes()).isZero();
                store.clock.advance(Duration.ofHours(25));
                GarbageReport dry = store.weigh();
                assertThat(dry.removed()).containsEntry("uploads", 1L);
                assertThat(dry.otherBytes()).isGreaterThan(5_000);
                assertThat(dry.bytesFreed()).isEqualTo(dry.otherBytes());
                GarbageReport done = store.collect();
                assertThat(done.removed()).isEqualTo(dry.removed());
                assertThat(done.bytesFreed()).isEqualTo(dry.bytesFreed());
              });
      assertThatThrownBy(() -> uploads.put(id, 2, part))
          .hasMessageStartingWith("There is no such upload of this file");
      assertThat(uploads()).isEmpty();
    }
  }

  @Test
  void completedUploadsTakeNoRoomFromOthers() {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      MultipartUploads uploads = new StoredUploads(store.kernel, store.metadata.files(), 3);
      for (int i = 0; i < 3; i++) {
        SafePath file = SafePath.of("f" + i);
        String id = uploads.create(file, 1);
        uploads.complete(id, file, List.of(new Part(1, uploads.put(id, 1, bytes("x")))));
      }
      for (int i = 0; i < 3; i++) {
        uploads.create(SafePath.of("g" + i), 1);
      }
      assertThatThrownBy(() -> uploads.create(SafePath.of("h"), 1))
          .hasMessageStartingWith("3 uploads in parts are under way already");
      store.clock.advance(Duration.ofHours(25));
      uploads.create(SafePath.of("h"), 1);
    }
  }

  @Test
  void whatAKillLeftOfARemovalGoesWithTheNextCollection() throws Exception {
    try (CollectedStore store = new CollectedStore(Engine.SQLITE, folder)) {
      String id = store.metadata.uploads().create(SafePath.of("a"), 1);
      store.metadata.uploads().put(id, 1, bytes("x".repeat(5_000)));
      Path upload = folder.resolve("metadata/uploads/" + id);
      Files.move(upload, upload.resolveSibling(id + ".going"));
      assertThat(store.weigh().otherBytes()).isGreaterThan(5_000);
      assertThat(store.collect().otherBytes()).isGreaterThan(5_000);
      assertThat(uploads()).isEmpty();
    }
  }
}
