package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.artifacts.Sweep;
import dev.loopline.kernel.garbage.Doomed;
import dev.loopline.kernel.garbage.GarbageReport;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.SettableClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A metadata store with its collector, and short words for what tests do to both. */
final class CollectedStore implements AutoCloseable {
  final SettableClock clock;
  final Kernel kernel;
  final Metadata metadata;

  CollectedStore(Engine engine, Path folder) {
    this(SettableClock.at("2026-01-01T00:00:00Z"), engine, folder);
  }

  private CollectedStore(SettableClock clock, Engine engine, Path folder) {
    this(engine.kernel(folder, clock, "metadata"), clock);
  }

  CollectedStore(Kernel kernel, SettableClock clock) {
    this.clock = clock;
    this.kernel = kernel;
    this.metadata = MetadataFactory.open(kernel);
  }

  String run() {
    return run(0);
  }

  String run(long experiment) {
    return metadata.runs().create(new NewRun(experiment, null, "ada", null, Map.of()), "ada").id();
  }

  void log(String run) {
    metadata.log().log(
        run,
        new LogBatch(List.of(new Metric("m", 1, 1, 1)), List.of(Map.entry("p", "1")), List.of()));
  }

  SafePath path(String run, String file) {
    return SafePath.of("0/" + run + "/artifacts/" + file);
  }

  Digest put(String run, String file, String content) {
    String uri = metadata.runs().find(run).map(r -> r.info().artifactUri()).orElse("");
    SafePath root = uri.isEmpty() ? path(run, "") : metadata.files().place(uri).orElseThrow();
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    StoredFile stored =
        metadata
            .files()
            .put(SafePath.of(root + "/" + file), new ByteArrayInputStream(bytes), bytes.length);
    return Objects.requireNonNull(stored.digest());
  }

  static Digest digestOf(String content) {
    return Digest.of(content.getBytes(StandardCharsets.UTF_8));
  }

  GarbageReport weigh() {
    return kernel.garbage().weigh(Doomed.allBefore(clock.now()), Duration.ZERO);
  }

  GarbageReport collect() {
    return collect(Doomed.allBefore(clock.now()));
  }

  GarbageReport collect(Doomed doomed) {
    return kernel.garbage().collect(doomed, Duration.ZERO, "ada");
  }

  Set<Digest> blobs() {
    Set<Digest> there = new HashSet<>();
    try (Sweep sweep = kernel.artifacts().sweep()) {
      sweep.list(some -> some.forEach(blob -> there.add(blob.digest())));
    }
    return there;
  }

  Set<Digest> named() {
    return kernel
        .db()
        .read(
            h ->
                new HashSet<>(
                    h.createQuery("select distinct digest from artifact")
                        .mapTo(String.class)
                        .map(Digest::new)
                        .list()));
  }

  long rows(String... tables) {
    long rows = 0;
    for (String table : tables) {
      rows +=
          kernel
              .db()
              .read(h -> h.createQuery("select count(*) from " + table).mapTo(Long.class).one());
    }
    return rows;
  }

  List<String> events(String type) throws InterruptedException {
    assertThat(kernel.events().signal().await(kernel.rest()::isAtRest, Duration.ofSeconds(10)))
        .isTrue();
    List<String> runs = new ArrayList<>();
    kernel
        .db()
        .read(
            h ->
                h.createQuery("select data from event where type = :type")
                    .bind("type", type)
                    .mapTo(String.class)
                    .list())
        .forEach(data -> Json.parse(data).path("runs").forEach(run -> runs.add(run.asText())));
    return runs;
  }

  @Override
  public void close() {
    kernel.close();
  }
}
