package dev.loopline.features.internal.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.error.LooplineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A view's prepared statement over the rows that an engine holds at the time. */
final class ViewQuery implements AutoCloseable {
  private final ViewSpec view;
  private final PreparedStatement statement;

  ViewQuery(Connection connection, SourceSql sql, ViewSpec view) throws SQLException {
    this.view = view;
    this.statement = connection.prepareStatement(sql.online(view));
  }

  ViewSpec view() {
    return view;
  }

  void forEach(Consumer<ComputedRow> sink) {
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        sink.accept(new ComputedRow(rows.getString(1), rows.getLong(2), values(rows)));
      }
    } catch (SQLException e) {
      throw failed("the view '" + view.name() + "'", e);
    }
  }

  private List<JsonNode> values(ResultSet rows) throws SQLException {
    int width = view.features().size();
    List<JsonNode> values = new ArrayList<>(width);
    for (int i = 0; i < width; i++) {
      if (view.features().get(i).holdsNumbers()) {
        double number = rows.getDouble(3 + i);
        values.add(rows.wasNull() ? NullNode.getInstance() : DoubleNode.valueOf(number));
      } else {
        String text = rows.getString(3 + i);
        values.add(text == null ? NullNode.getInstance() : TextNode.valueOf(text));
      }
    }
    return values;
  }

  static RuntimeException failed(String what, SQLException e) {
    Optional<RuntimeException> full = Duck.diskFull("compute " + what, e);
    if (full.isPresent()) {
      return full.get();
    }
    return new LooplineException(
        FeatureError.VIEW_FAILED,
        "These rows make "
            + what
            + " fail: "
            + Sql.message(e)
            + " Change its SQL (try(…) gives NULL instead), or the rows. Nothing was changed.",
        e);
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }
}
