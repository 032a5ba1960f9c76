package dev.loopline.delivery.internal;

import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.DeclarationTarget;
import dev.loopline.product.DeclarationTarget.Delivered;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/** A repository's declarations: parsed, validated by those who take them, applied to them. */
final class Declarations {
  private static final String CI = "ci.yaml";
  private static final Duration TEST_TIMEOUT = Duration.ofMinutes(10);

  private final List<DeclarationTarget> targets;
  private final JsonSchema ci = JsonSchema.load(DeliveryError.class, "ci.schema.json");

  Declarations(List<DeclarationTarget> targets) {
    this.targets = List.copyOf(targets);
  }

  List<Violation> validate(Map<String, byte[]> files) {
    List<Violation> found = new ArrayList<>();
    SortedMap<String, YamlDocument> documents = parse(files, found);
    YamlDocument ciFile = documents.get(CI);
    if (ciFile != null) {
      found.addAll(ci.validate(ciFile));
    }
    for (DeclarationTarget target : targets) {
      found.addAll(target.validate(taken(target, documents)));
    }
    if (!documents.containsKey("product.yaml")) {
      found.add(
          new Violation(
              "product.yaml", 1, "", "there is none; a product begins with its declaration"));
    }
    return found;
  }

  void apply(Map<String, byte[]> files, Delivered delivered) {
    List<Violation> found = new ArrayList<>();
    SortedMap<String, YamlDocument> documents = parse(files, found);
    require(found);
    targets.forEach(target -> target.apply(delivered, taken(target, documents)));
  }

  /** Refuses with every violation, a line each. */
  static void require(List<Violation> found) {
    if (!found.isEmpty()) {
      throw new LooplineException(
          DeliveryError.DECLARATIONS_INVALID,
          String.join("\n", found.stream().map(Violation::toString).toList()));
    }
  }

  /** The commands that test the product. */
  List<String> tests(Map<String, byte[]> files) {
    return ci(files).stream()
        .flatMap(d -> StreamSupport.stream(d.tree().path("test").spliterator(), false))
        .map(com.fasterxml.jackson.databind.JsonNode::asText)
        .toList();
  }

  Duration testTimeout(Map<String, byte[]> files) {
    return ci(files).stream()
        .filter(d -> d.tree().hasNonNull("timeout"))
        .map(d -> Duration.parse(d.tree().path("timeout").asText()))
        .findFirst()
        .orElse(TEST_TIMEOUT);
  }

  private static List<YamlDocument> ci(Map<String, byte[]> files) {
    byte[] bytes = files.get(CI);
    return bytes == null ? List.of() : List.of(Yaml.parse(CI, text(bytes)));
  }

  private static List<YamlDocument> taken(
      DeclarationTarget target, SortedMap<String, YamlDocument> documents) {
    return documents.values().stream().filter(d -> target.takes(d.file())).toList();
  }

  /** Every file that some component takes; one that is no YAML is a violation. */
  private SortedMap<String, YamlDocument> parse(Map<String, byte[]> files, List<Violation> found) {
    SortedMap<String, YamlDocument> documents = new TreeMap<>();
    new TreeMap<>(files)
        .forEach(
            (path, bytes) -> {
              if (path.equals(CI) || targets.stream().anyMatch(t -> t.takes(path))) {
                try {
                  documents.put(path, Yaml.parse(path, text(bytes)));
                } catch (LooplineException e) {
                  found.add(new Violation(path, 1, "", e.getMessage()));
                }
              }
            });
    return documents;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
