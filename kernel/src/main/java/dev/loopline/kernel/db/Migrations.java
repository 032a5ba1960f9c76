package dev.loopline.kernel.db;

import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema up to date from {@code db/<component>/V<component>_<n>__<what>.sql}. All
 * components share one history; the first number of a version is the component's, so that versions
 * of two components never clash and each can grow on its own.
 */
final class Migrations {
  private Migrations() {}

  static void run(DataSource source, Dialect dialect, List<String> components) {
    Flyway.configure()
        .dataSource(source)
        .locations(components.stream().map(c -> "classpath:db/" + c).toArray(String[]::new))
        .placeholders(dialect.placeholders())
        .table("schema_history")
        .outOfOrder(true)
        .failOnMissingLocations(true)
        .load()
        .migrate();
  }
}
