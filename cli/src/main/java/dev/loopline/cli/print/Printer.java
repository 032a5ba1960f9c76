package dev.loopline.cli.print;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.remote.Slice;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers as a table or sentence, or with {@code --json} as one JSON document. */
public final class Printer {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

  @Option(names = "--json", description = "Answer as JSON.")
  boolean json;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec spec;

  public static ObjectNode object() {
    return JSON.createObjectNode();
  }

  public boolean isJson() {
    return json;
  }

  /** A list: its items as they are, or some of their values in columns. */
  public void list(Slice slice, List<Column> columns) {
    if (json) {
      ObjectNode answer = object();
      answer.putArray("items").addAll(slice.items());
      answer.put("next", slice.next());
      json(answer);
      return;
    }
    if (slice.items().isEmpty()) {
      line("None.");
      return;
    }
    new Table(columns, Terminal.width()).lines(slice.items()).forEach(this::line);
    if (slice.next() != null) {
      line("… there are more: --limit N or --all.");
    }
  }

  /** One thing: as it is, or value by value. */
  public void one(JsonNode thing, List<Column> values) {
    if (json) {
      json(thing);
      return;
    }
    int width = values.stream().mapToInt(v -> v.header().length()).max().orElse(0);
    for (Column value : values) {
      String said = Texts.harmless(value.value().apply(thing));
      if (!said.isEmpty()) {
        line(value.header() + " ".repeat(width - value.header().length()) + "  " + said);
      }
    }
  }

  /** What was done: a sentence, or the thing as it now is. */
  public void done(String sentence, JsonNode thing) {
    if (json) {
      json(thing);
    } else {
      line(sentence);
    }
  }

  public void json(Object document) {
    try {
      line(JSON.writeValueAsString(document));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON", e);
    }
  }

  public void line(String line) {
    out().println(line);
    out().flush();
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }
}
