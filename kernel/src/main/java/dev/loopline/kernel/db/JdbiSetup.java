package dev.loopline.kernel.db;

import java.sql.Types;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jspecify.annotations.Nullable;

/** How Java values travel to columns, alike on both engines. */
final class JdbiSetup {
  private JdbiSetup() {}

  static Jdbi configure(Jdbi jdbi) {
    jdbi.registerArgument(new InstantArgument());
    jdbi.registerArgument(new BooleanArgument());
    ColumnMapper<@Nullable Instant> instant =
        (rs, column, ctx) -> {
          long millis = rs.getLong(column);
          return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
        };
    jdbi.registerColumnMapper(Instant.class, instant);
    return jdbi;
  }

  private static final class InstantArgument extends AbstractArgumentFactory<Instant> {
    InstantArgument() {
      super(Types.BIGINT);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, ctx) -> statement.setLong(position, value.toEpochMilli());
    }
  }

  private static final class BooleanArgument extends AbstractArgumentFactory<Boolean> {
    BooleanArgument() {
      super(Types.INTEGER);
    }

    @Override
    protected Argument build(Boolean value, ConfigRegistry config) {
      return (position, statement, ctx) -> statement.setInt(position, value ? 1 : 0);
    }
  }
}
