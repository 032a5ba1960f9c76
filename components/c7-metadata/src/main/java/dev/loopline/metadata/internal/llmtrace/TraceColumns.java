package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.search.Column;
import dev.loopline.kernel.search.Columns;
import dev.loopline.kernel.search.Field;
import dev.loopline.kernel.search.Order;
import dev.loopline.kernel.search.QueryError;
import dev.loopline.metadata.llmtrace.TraceInfo;
import java.util.ArrayList;
import java.util.List;

/** What can be asked of traces, as conditions on {@code llm_trace t}. */
record TraceColumns(Dialect dialect) implements Columns {
  private static final String SPAN =
      "exists (select 1 from llm_span s where s.trace_no = t.no and ";

  @Override
  public Column of(Field field) {
    return switch (field.group()) {
      case "", "attribute", "attributes", "trace" -> attribute(field);
      case "tag", "tags" -> pair("llm_trace_tag", field.key());
      case "metadata", "request_metadata" -> pair("llm_trace_metadata", field.key());
      case "span" -> span(field);
      case "feedback" -> assessment("FEEDBACK", field.key());
      case "expectation" -> assessment("EXPECTATION", field.key());
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid entity type '"
                  + field.group()
                  + "'. Valid values are {'trace', 'tags', 'metadata', 'span', 'feedback',"
                  + " 'expectation'}");
    };
  }

  private static Column pair(String table, String key) {
    return new Column(
        "exists (select 1 from " + table + " x where x.trace_no = t.no and x.key = ? and ",
        "x.value",
        ")",
        List.of(key),
        Column.Type.TEXT);
  }

  private static Column assessment(String kind, String name) {
    return new Column(
        "exists (select 1 from llm_assessment x where x.trace_no = t.no and x.kind = '"
            + kind
            + "' and x.name = ? and ",
        "x.value_text",
        ")",
        List.of(name),
        Column.Type.TEXT);
  }

  private static Column attribute(Field field) {
    return switch (field.key()) {
      case "request_id", "trace_id" -> Column.of("t.id", Column.Type.TEXT);
      case "status", "state" -> Column.of("t.state", Column.Type.TEXT);
      case "client_request_id" -> Column.of("t.client_request_id", Column.Type.TEXT);
      case "experiment_id" -> Column.of("cast(t.experiment_id as varchar(20))", Column.Type.TEXT);
      case "timestamp", "timestamp_ms" -> Column.of("t.requested_at", Column.Type.TIME);
      case "execution_time", "execution_time_ms" -> Column.of("t.duration", Column.Type.DURATION);
      case "end_time", "end_time_ms" ->
          Column.of("(t.requested_at + coalesce(t.duration, 0))", Column.Type.TIME);
      case "name" -> pair("llm_trace_tag", TraceInfo.NAME);
      case "prompt" -> pair("llm_trace_tag", "mlflow.linkedPrompts");
      case "run_id" ->
          new Column(
              "exists (select 1 from llm_trace_run x where x.trace_no = t.no and ",
              "x.run_id",
              ")",
              List.of(),
              Column.Type.TEXT);
      case "text" -> new Column(SPAN, "s.content", ")", List.of(), Column.Type.TEXT);
      default ->
          throw QueryError.at(
              field.at(),
              "Invalid attribute key '"
                  + field.key()
                  + "' specified. Valid keys are '{request_id, status, client_request_id, timestamp,"
                  + " execution_time, end_time, name, prompt, run_id, text}'");
    };
  }

  private Column span(Field field) {
    String key = field.key();
    if (key.startsWith("attributes.") && key.length() > "attributes.".length()) {
      return new Column(
          "exists (select 1 from llm_span s, "
              + dialect.jsonFields("s.content", "attributes")
              + " a where s.trace_no = t.no and a.key = ? and ",
          // Values are JSON texts: a text stands in quotes.
          "trim(a.value, '\"')",
          ")",
          List.of(key.substring("attributes.".length())),
          Column.Type.TEXT);
    }
    String column =
        switch (key) {
          case "name" -> "s.name";
          case "type" -> "s.type";
          case "status" -> "s.status";
          case "content" -> "s.content";
          case "attributes." ->
              throw QueryError.at(
                  field.at(), "Span attribute name cannot be empty after 'attributes.'");
          default ->
              throw QueryError.at(
                  field.at(),
                  "Invalid span attribute '"
                      + key
                      + "'. Supported attributes: name, status, type, attributes.<attribute_name>.");
        };
    return new Column(SPAN, column, ")", List.of(), Column.Type.TEXT);
  }

  /** Keys in order, each with those last that lack it; then the newest first. */
  Sql order(List<Order> orders) {
    List<Sql> terms = new ArrayList<>();
    for (Order order : orders) {
      Sql value = value(order.field());
      terms.add(Sql.of("case when ").then(value).then(" is null then 1 else 0 end"));
      terms.add(value.then(order.descending() ? " desc" : ""));
    }
    Sql sql = Sql.of("");
    for (Sql term : terms) {
      sql = sql.then(term).then(", ");
    }
    return sql.then("t.requested_at desc, t.id");
  }

  private static Sql value(Field field) {
    String key = field.key();
    return switch (field.group()) {
      case "tag", "tags" -> pairValue("llm_trace_tag", key);
      case "metadata", "request_metadata" -> pairValue("llm_trace_metadata", key);
      case "", "attribute", "attributes", "trace" ->
          switch (key) {
            case "name" -> pairValue("llm_trace_tag", TraceInfo.NAME);
            case "run_id" -> pairValue("llm_trace_metadata", TraceInfo.SOURCE_RUN);
            case "experiment_id" -> Sql.of("t.experiment_id");
            case "text", "prompt" -> throw notOrdered(field);
            default -> Sql.of(attribute(field).value());
          };
      default -> throw notOrdered(field);
    };
  }

  private static Sql pairValue(String table, String key) {
    return Sql.of(
        "(select x.value from " + table + " x where x.trace_no = t.no and x.key = ?)", key);
  }

  private static RuntimeException notOrdered(Field field) {
    return QueryError.at(
        field.at(), "Invalid order_by: traces cannot be ordered by '" + field + "'.");
  }
}
