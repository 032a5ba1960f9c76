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
import dev.loopline.kernel.ids.Ids;
import dev.loopline.kernel.leases.Leases;
import dev.loopline.kernel.rest.Rest;
import dev.loopline.kernel.seed.Seeds;
import dev.loopline.kernel.time.EventTime;
import dev.loopline.kernel.time.WallClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
    Rest rest)
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
    DataDirectory directory = DataDirectory.lock(options.dataDirectory());
    try {
      Path root = directory.root();
      List<String> components =
          java.util.stream.Stream.concat(
                  java.util.stream.Stream.of("kernel"), options.components().stream())
              .toList();
      Database db =
          options
              .postgresUrl()
              .<Database>map(url -> PostgresDatabase.open(url, components))
              .orElseGet(() -> SqliteDatabase.open(root.resolve("loopline.db"), components));
      Ids ids = new Ids(clock);
      EventLog events = new EventLog(db, ids, clock, AuditKey.load(root, ids));
      return new Kernel(
          directory,
          clock,
          ids,
          new Seeds(options.seed()),
          db,
          FileArtifacts.open(root.resolve("artifacts")),
          events,
          new Leases(clock),
          new EventTime(db, clock),
          new Rest(events));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
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
