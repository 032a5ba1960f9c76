package dev.loopline.kernel.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prepared statements of one connection by their text. Texts come from our own code, so there are
 * few; beyond the limit the oldest is closed.
 */
final class Statements implements AutoCloseable {
  private static final int MOST = 200;

  private final Connection connection;
  private final Map<String, PreparedStatement> bySql = new LinkedHashMap<>();

  Statements(Connection connection) {
    this.connection = connection;
  }

  PreparedStatement prepared(String sql) throws SQLException {
    PreparedStatement known = bySql.get(sql);
    if (known != null) {
      try {
        known.clearParameters();
        return known;
      } catch (SQLException e) {
        // SQLite's driver gives up a statement that met a full disk; the text is still good.
        bySql.remove(sql);
        known.close();
      }
    }
    if (bySql.size() == MOST) {
      var oldest = bySql.entrySet().iterator().next();
      bySql.remove(oldest.getKey());
      oldest.getValue().close();
    }
    PreparedStatement made = connection.prepareStatement(sql);
    bySql.put(sql, made);
    return made;
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : bySql.values()) {
      statement.close();
    }
    bySql.clear();
  }
}
