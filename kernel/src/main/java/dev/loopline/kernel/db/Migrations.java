package dev.loopline.kernel.db;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the schema up to date from {@code db/<component>/V<component>_<n>__<what>.sql}. All
 * components share one history; the first number of a version is the component's, so that versions
 * of two components never clash and each can grow on its own.
 */
final class Migrations {
  private Migrations() {}

  static void run(DataSource source, Dialect dialect, List<String> components) {
    try {
      migrate(source, dialect, components);
    } catch (FlywayException e) {
      RuntimeException translated = DatabaseErrors.translate(e);
      throw translated instanceof LooplineException
          ? translated
          : new LooplineException(
              KernelError.DATABASE_UNAVAILABLE,
              "The database's tables cannot be brought to this version of Loopline ("
                  + e.getMessage()
                  + "). Use the version that wrote it, or a newer one.",
              e);
    }
  }

  private static void migrate(DataSource source, Dialect dialect, List<String> components) {
    Flyway.configure()
        .dataSource(source)
        .locations(components.stream().map(c -> "classpath:db/" + c).toArray(String[]::new))
        .placeholders(dialect.placeholders())
        .table("schema_history")
        .outOfOrder(true)
        // One transaction for all that is new: one commit to wait for, and all of it or nothing.
        .group(true)
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }
}
