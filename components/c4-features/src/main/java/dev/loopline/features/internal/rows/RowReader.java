package dev.loopline.features.internal.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.EntityKey;
import dev.loopline.features.FeatureError;
import dev.loopline.features.internal.spec.ColumnType;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds rows against their source's columns, and brings them into one form. Pure. */
public final class RowReader {
  private final SourceSpec source;

  public RowReader(SourceSpec source) {
    this.source = source;
  }

  /** All rows; {@code ROWS_INVALID} names the first that does not fit, counted from 1. */
  public List<RawRow> read(List<JsonNode> rows) {
    List<RawRow> read = new ArrayList<>(rows.size());
    for (JsonNode row : rows) {
      try {
        read.add(read(row));
      } catch (IllegalArgumentException e) {
        throw new LooplineException(
            FeatureError.ROWS_INVALID,
            "Row "
                + (read.size() + 1)
                + " does not fit the source '"
                + source.name()
                + "': "
                + e.getMessage()
                + " No row was taken in.",
            e);
      }
    }
    return read;
  }

  /** A row that fits, or what does not. */
  public record Outcome(@Nullable RawRow row, String fault) {}

  /** Each row on its own, so that those that fit can be taken in without the others. */
  public Outcome tryRead(JsonNode row) {
    try {
      return new Outcome(read(row), "");
    } catch (IllegalArgumentException e) {
      return new Outcome(null, String.valueOf(e.getMessage()));
    }
  }

  /** One line of a segment file, which was a row of this source once. */
  public RawRow reread(String line) {
    return identified(Json.parse(line), line);
  }

  private RawRow read(JsonNode row) {
    if (!row.isObject()) {
      throw new IllegalArgumentException("it is " + row.getNodeType() + "; send a JSON object.");
    }
    ObjectNode out = Json.object();
    for (Map.Entry<String, ColumnType> column : source.columns().entrySet()) {
      JsonNode value = row.path(column.getKey());
      if (!value.isMissingNode() && !value.isNull()) {
        out.set(column.getKey(), Values.canonical(column.getKey(), column.getValue(), value));
      }
    }
    row.fieldNames().forEachRemaining(this::requireColumn);
    return identified(out, Json.write(out));
  }

  private void requireColumn(String name) {
    if (!source.columns().containsKey(name)) {
      throw new IllegalArgumentException(
          "there is no column '"
              + name
              + "'."
              + Nearest.to(name, source.columns().keySet())
                  .map(n -> " Did you mean '" + n + "'?")
                  .orElse(" Declare it, or leave it out."));
    }
  }

  private RawRow identified(JsonNode row, String line) {
    String key = row.path(source.entity()).asText();
    Optional<String> fault = EntityKey.fault(key);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(
          "'" + source.entity() + "' identifies the row, and " + fault.get() + ".");
    }
    String time = row.path(source.eventTime()).asText();
    if (time.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + source.eventTime() + "' says when it happened; it is missing.");
    }
    return new RawRow(key, Values.micros(source.eventTime(), time), line);
  }
}
