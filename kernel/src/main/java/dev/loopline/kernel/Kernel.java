package dev.loopline.kernel;

import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.FileArtifacts;
import dev.loopline.kernel.db.DataDirectory;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.PostgresDatabase;
import dev.loopline.kernel.db.SqliteDatabase;
import dev.loopline.kernel.events.EventLog;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.files.Durable;
import dev.loopline.kernel.garbage.Garbage;
import dev.loopline.kernel.ids.Ids;
import dev.loopline.kernel.leases.Leases;
import dev.loopline.kernel.rest.Rest;
import dev.loopline.kernel.seed.Seeds;
import dev.loopline.kernel.time.EventTime;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The services that every component is built from, opened once and closed last. */
public record Kernel(
    DataDirectory directory,
    WallClock clock,
    Ids ids,
    Seeds seeds,
    Database db,
    Artifacts artifacts,
    EventLog events,
    Leases leases,
    EventTime eventTime,
    Rest rest,
    Garbage garbage)
    implements AutoCloseable {

  /**
   * What the kernel needs to know.
   *
   * @param postgresUrl a {@code jdbc:postgresql:} URL, or empty for SQLite under the data directory
   * @param seed the root of all seeds
   * @param components the folders below {@code db/} whose migrations are applied
   */
  public record Options(
      Path dataDirectory, Optional<String> postgresUrl, long seed, List<String> components) {
    public Options {
      components = List.copyOf(components);
    }
  }

  /** Opens (or creates) everything under the data directory, which this process then owns. */
  public static Kernel open(Options options, WallClock clock) {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    try {
      DataDirectory directory = DataDirectory.lock(options.dataDirectory());
      opened.push(directory);
      Path root = directory.root();
      Database db = database(options, root);
      opened.push(db);
      Ids ids = new Ids(clock);
      EventLog events = EventLog.open(db, ids, clock, root.resolve("audit.key"));
      opened.push(events);
      Artifacts artifacts = FileArtifacts.open(root.resolve("artifacts"));
      return new Kernel(
          directory,
          clock,
          ids,
          new Seeds(options.seed()),
          db,
          artifacts,
          events,
          new Leases(clock, db.dialect()),
          new EventTime(db, clock),
          new Rest(events),
          new Garbage(db, artifacts, events, options.components()));
    } catch (RuntimeException e) {
      opened.forEach(part -> close(part, e));
      throw e;
    }
  }

  private static Database database(Options options, Path root) {
    List<String> components =
        Stream.concat(Stream.of("kernel"), options.components().stream()).toList();
    return options
        .postgresUrl()
        .<Database>map(url -> PostgresDatabase.open(url, components))
        .orElseGet(() -> SqliteDatabase.open(root.resolve("loopline.db"), components));
  }

  private static void close(AutoCloseable part, RuntimeException reason) {
    try {
      part.close();
    } catch (Exception e) {
      // The caller is told why opening failed; this hangs on to it.
      reason.addSuppressed(e);
    }
  }

  /** The folder of one component's own files, such as its segment files. */
  public Path folder(String component) {
    Path folder = directory.root().resolve(component);
    try {
      Durable.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFull.orUnchecked("create " + folder, e);
    }
    return folder;
  }

  @Override
  public void close() {
    events.close();
    db.close();
    directory.close();
  }
}
