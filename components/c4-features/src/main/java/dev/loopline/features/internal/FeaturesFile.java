package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.internal.engine.SqlCheck;
import dev.loopline.features.internal.engine.SqlFault;
import dev.loopline.features.internal.spec.ColumnType;
import dev.loopline.features.internal.spec.Declarations;
import dev.loopline.features.internal.spec.Rule;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Nearest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code features/*.yaml}: shape by schema, SQL by DuckDB. */
final class FeaturesFile {
  private final JsonSchema schema =
      JsonSchema.load(FeatureStore.class, "/dev/loopline/features/features.schema.json");

  /** All that the documents declare; {@code FEATURES_INVALID} with all violations otherwise. */
  Declarations read(List<YamlDocument> documents, String commit) {
    Reading reading = new Reading(commit);
    documents.forEach(d -> reading.read(d, schema));
    if (!reading.violations.isEmpty()) {
      throw new LooplineException(
          FeatureError.FEATURES_INVALID,
          reading.violations.getFirst().toString(),
          Map.of("violations", reading.violations),
          null);
    }
    return new Declarations(reading.sources, reading.views);
  }

  List<Violation> validate(YamlDocument document) {
    Reading reading = new Reading("");
    reading.read(document, schema);
    return reading.violations;
  }

  /** One pass over a product's files. */
  private static final class Reading {
    private final String commit;
    private final List<Violation> violations = new ArrayList<>();
    private final List<SourceSpec> sources = new ArrayList<>();
    private final List<ViewSpec> views = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    Reading(String commit) {
      this.commit = commit;
    }

    void read(YamlDocument document, JsonSchema schema) {
      List<Violation> shape = schema.validate(document);
      violations.addAll(shape);
      if (!shape.isEmpty()) {
        return;
      }
      int before = violations.size();
      Map<String, SqlCheck> checks = new HashMap<>();
      try {
        JsonNode declared = document.tree().path("sources");
        for (int i = 0; i < declared.size(); i++) {
          readSource(document, "/sources/" + i, declared.get(i), checks);
        }
        JsonNode declaredViews = document.tree().path("views");
        for (int i = 0; i < declaredViews.size(); i++) {
          readView(document, "/views/" + i, declaredViews.get(i), checks);
        }
      } finally {
        checks.values().forEach(SqlCheck::close);
      }
      violations.subList(before, violations.size()).sort(Comparator.comparingInt(Violation::line));
    }

    private void readSource(
        YamlDocument document, String at, JsonNode node, Map<String, SqlCheck> checks) {
      Map<String, ColumnType> columns = new LinkedHashMap<>();
      node.path("columns")
          .properties()
          .forEach(c -> columns.put(c.getKey(), ColumnType.of(c.getValue().asText())));
      List<Rule> rules = new ArrayList<>();
      for (JsonNode rule : node.path("rules")) {
        rules.add(
            new Rule(
                rule.path("name").asText(),
                text(rule, "set"),
                text(rule, "to"),
                text(rule, "require")));
      }
      Map<String, String> file = new LinkedHashMap<>();
      node.path("file").properties().forEach(c -> file.put(c.getKey(), c.getValue().asText()));
      SourceSpec source =
          new SourceSpec(
              node.path("name").asText(),
              node.path("entity").asText(),
              node.path("eventTime").asText(),
              columns,
              rules,
              file);
      requireUnique(document, at, "source", source.name());
      boolean fits =
          hasColumn(document, at + "/entity", source, source.entity(), Set.of("STRING", "INTEGER"))
              & hasColumn(
                  document,
                  at + "/eventTime",
                  source,
                  source.eventTime(),
                  Set.of("DATE", "TIMESTAMP"));
      if (fits && !checks.containsKey(source.name())) {
        SqlCheck check = SqlCheck.open(source);
        checks.put(source.name(), check);
        for (int i = 0; i < rules.size(); i++) {
          checkRule(document, at + "/rules/" + i, source, rules.get(i), check);
        }
        file.forEach((column, sql) -> checkFile(document, at, source, column, sql, check));
        sources.add(source);
      }
    }

    private boolean hasColumn(
        YamlDocument document, String at, SourceSpec source, String name, Set<String> types) {
      ColumnType type = source.columns().get(name);
      if (type == null) {
        violate(document, at, unknownColumn(source, name));
      } else if (!types.contains(type.name())) {
        violate(
            document,
            at,
            "'"
                + name
                + "' is declared as "
                + type.name().toLowerCase(java.util.Locale.ROOT)
                + "; here one of "
                + types.stream().sorted().toList()
                + " is needed.");
        return false;
      }
      return type != null;
    }

    private static String unknownColumn(SourceSpec source, String name) {
      return "the source '"
          + source.name()
          + "' declares no column '"
          + name
          + "'."
          + Nearest.to(name, source.columns().keySet())
              .map(n -> " Did you mean '" + n + "'?")
              .orElse(" It has " + source.columns().keySet() + ".");
    }

    private void checkFile(
        YamlDocument document,
        String at,
        SourceSpec source,
        String column,
        String sql,
        SqlCheck check) {
      String part = at + "/file/" + column;
      if (!source.columns().containsKey(column)) {
        violate(document, part, unknownColumn(source, column));
        return;
      }
      check
          .checkFile(sql)
          .ifPresent(f -> violate(document, part, f, "the file's '" + column + "': "));
    }

    private void checkRule(
        YamlDocument document, String at, SourceSpec source, Rule rule, SqlCheck check) {
      String set = rule.set();
      if (set != null && !source.columns().containsKey(set)) {
        violate(document, at + "/set", unknownColumn(source, set));
        return;
      }
      if (set != null && (set.equals(source.entity()) || set.equals(source.eventTime()))) {
        violate(
            document,
            at + "/set",
            "'" + set + "' identifies the row; a rule cannot change it. Send it as it shall be.");
        return;
      }
      String part = at + (set == null ? "/require" : "/to");
      check
          .check(rule)
          .ifPresent(f -> violate(document, part, f, "the rule '" + rule.name() + "': "));
    }

    private void readView(
        YamlDocument document, String at, JsonNode node, Map<String, SqlCheck> checks) {
      String name = node.path("name").asText();
      String sourceName = node.path("source").asText();
      requireUnique(document, at, "view", name);
      SqlCheck check = checks.get(sourceName);
      if (check == null) {
        violate(
            document,
            at + "/source",
            "the view '"
                + name
                + "' reads '"
                + sourceName
                + "', which is no valid source of this file."
                + Nearest.to(sourceName, checks.keySet())
                    .map(n -> " Did you mean '" + n + "'?")
                    .orElse(" It declares " + checks.keySet().stream().sorted().toList() + "."));
        return;
      }
      String sql = node.path("sql").asText();
      SqlCheck.Typed typed = check.check(sql);
      typed.faults().forEach(f -> violate(document, at + "/sql", f, "the view '" + name + "': "));
      SourceSpec source =
          sources.stream().filter(s -> s.name().equals(sourceName)).findFirst().orElseThrow();
      views.add(ViewSpec.of(name, source, sql, typed.features(), commit));
    }

    private void requireUnique(YamlDocument document, String at, String kind, String name) {
      if (!names.add(kind + " " + name)) {
        violate(
            document,
            at + "/name",
            "there is a " + kind + " '" + name + "' already; rename one of them.");
      }
    }

    private void violate(YamlDocument document, String at, SqlFault fault, String what) {
      String sql = document.tree().at(at).asText();
      // A text of several lines is a block that begins on the line after its key.
      int inside = sql.indexOf('\n') < 0 ? 0 : 1 + linesBefore(sql, fault.offset());
      violations.add(
          new Violation(
              document.file(), document.line(at) + inside, at, what + sentence(fault.message())));
    }

    private static int linesBefore(String sql, int offset) {
      return (int)
          sql.substring(0, Math.clamp(offset, 0, sql.length()))
              .chars()
              .filter(c -> c == '\n')
              .count();
    }

    private static String sentence(String message) {
      return message.endsWith(".") || message.endsWith("?") ? message : message + ".";
    }

    private void violate(YamlDocument document, String at, String message) {
      violations.add(new Violation(document.file(), document.line(at), at, message));
    }

    private static @Nullable String text(JsonNode node, String field) {
      return node.has(field) ? node.path(field).asText() : null;
    }
  }
}
