package dev.loopline.kernel.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.util.HashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * YAML 1.2 (core schema: {@code no} is a string) read into a JSON tree that remembers its lines.
 * Refuses more than 1 MB, depth over 50, aliases, tags of one's own, duplicate keys and several
 * documents.
 */
public final class Yaml {
  private static final int MAX_CHARACTERS = 1_000_000;
  private static final int MAX_DEPTH = 50;

  private Yaml() {}

  /** Parses one document; errors say {@code file:line}. */
  public static YamlDocument parse(String file, String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new LooplineException(
          KernelError.TOO_LARGE, file + " has more than 1,000,000 characters. Split it up.");
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(false)
            .setMaxAliasesForCollections(1_000)
            .setCodePointLimit(MAX_CHARACTERS)
            .setSchema(new CoreSchema())
            .setUseMarks(true)
            .build();
    try {
      Reader reader = new Reader(file);
      Parser parser = new ParserImpl(settings, new StreamReader(settings, text));
      Composer nodes = new Composer(settings, new DepthLimit(parser, file));
      JsonNode tree =
          nodes.hasNext() ? reader.read(nodes.next(), "") : JsonNodeFactory.instance.objectNode();
      if (nodes.hasNext()) {
        throw reader.refused(nodes.next(), "a second document; keep one document per file");
      }
      return new YamlDocument(file, tree, reader.lines);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(1);
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, file + ":" + line + ": " + e.getProblem() + ".", e);
    } catch (YamlEngineException e) {
      throw new LooplineException(
          KernelError.INVALID_DOCUMENT, file + ":1: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Ends a document that is nested too deep before it is composed, which takes the stack's depth.
   */
  private static final class DepthLimit implements Parser {
    private final Parser parser;
    private final String file;
    private int depth;

    DepthLimit(Parser parser, String file) {
      this.parser = parser;
      this.file = file;
    }

    @Override
    public Event next() {
      Event event = parser.next();
      switch (event.getEventId()) {
        case SequenceStart, MappingStart -> depth++;
        case SequenceEnd, MappingEnd -> depth--;
        default -> {}
      }
      if (depth > MAX_DEPTH) {
        int line = event.getStartMark().map(m -> m.getLine() + 1).orElse(1);
        throw new LooplineException(
            KernelError.INVALID_DOCUMENT,
            file + ":" + line + ": nested deeper than " + MAX_DEPTH + " levels.");
      }
      return event;
    }

    @Override
    public boolean hasNext() {
      return parser.hasNext();
    }

    @Override
    public boolean checkEvent(Event.ID choice) {
      return parser.checkEvent(choice);
    }

    @Override
    public Event peekEvent() {
      return parser.peekEvent();
    }
  }

  /** Turns nodes into JSON and notes the line of every path (a JSON pointer). */
  private static final class Reader {
    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final java.util.Set<Node> seen =
        java.util.Collections.newSetFromMap(new java.util.IdentityHashMap<>());

    Reader(String file) {
      this.file = file;
    }

    JsonNode read(Node node, String path) {
      if (!seen.add(node)) {
        throw refused(node, "an alias; write the value out");
      }
      lines.putIfAbsent(path, line(node));
      return switch (node) {
        case MappingNode mapping -> readMapping(mapping, path);
        case SequenceNode sequence -> {
          requireTag(sequence, Tag.SEQ);
          var array = JsonNodeFactory.instance.arrayNode();
          for (Node item : sequence.getValue()) {
            array.add(read(item, path + "/" + array.size()));
          }
          yield array;
        }
        case ScalarNode scalar -> readScalar(scalar);
        default -> throw refused(node, "not a mapping, a list or a plain value");
      };
    }

    private ObjectNode readMapping(MappingNode mapping, String path) {
      requireTag(mapping, Tag.MAP);
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      for (NodeTuple entry : mapping.getValue()) {
        if (!(entry.getKeyNode() instanceof ScalarNode key)) {
          throw refused(entry.getKeyNode(), "a key that is not a plain word");
        }
        if (object.has(key.getValue())) {
          throw refused(key, "the key '" + key.getValue() + "' stands here twice");
        }
        String child = path + "/" + key.getValue().replace("~", "~0").replace("/", "~1");
        lines.put(child, line(key));
        object.set(key.getValue(), read(entry.getValueNode(), child));
      }
      return object;
    }

    private JsonNode readScalar(ScalarNode scalar) {
      String value = scalar.getValue();
      JsonNodeFactory json = JsonNodeFactory.instance;
      Tag tag = scalar.getTag();
      if (scalar.getScalarStyle() != ScalarStyle.PLAIN && Tag.STR.equals(tag)) {
        return json.textNode(value);
      }
      if (Tag.NULL.equals(tag)) {
        return json.nullNode();
      } else if (Tag.BOOL.equals(tag)) {
        return json.booleanNode(Boolean.parseBoolean(value));
      } else if (Tag.INT.equals(tag)) {
        return integer(scalar, value);
      } else if (Tag.FLOAT.equals(tag)) {
        return floating(scalar, value);
      } else if (Tag.STR.equals(tag)) {
        return json.textNode(value);
      }
      throw refused(scalar, "the tag " + tag + "; tags are not allowed");
    }

    private JsonNode integer(ScalarNode scalar, String value) {
      try {
        return JsonNodeFactory.instance.numberNode(
            value.startsWith("0x")
                ? Long.parseLong(value.substring(2), 16)
                : value.startsWith("0o")
                    ? Long.parseLong(value.substring(2), 8)
                    : Long.parseLong(value));
      } catch (NumberFormatException e) {
        throw refused(scalar, "the whole number " + value + ", which does not fit 64 bits");
      }
    }

    private JsonNode floating(ScalarNode scalar, String value) {
      try {
        double number = Double.parseDouble(value);
        if (Double.isFinite(number)) {
          return JsonNodeFactory.instance.numberNode(number);
        }
      } catch (NumberFormatException e) {
        // Falls through to the one message for all that is not such a number.
      }
      throw refused(scalar, "the number " + value + "; infinities and NaN are not allowed");
    }

    private void requireTag(Node node, Tag tag) {
      if (!tag.equals(node.getTag())) {
        throw refused(node, "the tag " + node.getTag() + "; tags are not allowed");
      }
    }

    LooplineException refused(Node node, String what) {
      return new LooplineException(
          KernelError.INVALID_DOCUMENT, file + ":" + line(node) + ": " + what + ".");
    }

    private static int line(Node node) {
      return node.getStartMark().map(m -> m.getLine() + 1).orElse(1);
    }
  }
}
