package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.DeclarationCheck;
import dev.loopline.product.DeclarationTarget;
import dev.loopline.product.DeclarationTarget.Delivered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A repository's declarations: parsed, validated by those who take them and all together, applied.
 * Nothing is applied before all of it has been found to fit.
 */
final class Declarations {
  /** What is read of a repository to find its declarations; larger files are none. */
  static final int LARGEST_FILE = 1 << 20;

  private static final String CI = "ci.yaml";
  private static final String PRODUCT = "product.yaml";

  private final List<DeclarationTarget> targets;
  private final List<DeclarationCheck> checks;
  private final JsonSchema ci = JsonSchema.load(DeliveryError.class, "ci.schema.json");

  Declarations(List<DeclarationTarget> targets, List<DeclarationCheck> checks) {
    this.targets = List.copyOf(targets);
    this.checks = List.copyOf(checks);
  }

  static boolean mayBeOne(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml");
  }

  JsonNode ciSchema() {
    return ci.document();
  }

  /**
   * @param product whose repository it is; empty where nobody knows, as in a folder
   */
  List<Violation> validate(Optional<String> product, Map<String, byte[]> files) {
    List<Violation> found = new ArrayList<>();
    SortedMap<String, YamlDocument> documents = parse(files, found);
    check(product, files, documents, found);
    return found;
  }

  private void check(
      Optional<String> product,
      Map<String, byte[]> files,
      SortedMap<String, YamlDocument> documents,
      List<Violation> found) {
    YamlDocument ciFile = documents.get(CI);
    if (ciFile != null) {
      found.addAll(ci.validate(ciFile));
    }
    for (DeclarationTarget target : targets) {
      found.addAll(target.validate(taken(target, documents)));
    }
    YamlDocument named = documents.get(PRODUCT);
    if (named == null && !files.containsKey(PRODUCT)) {
      found.add(
          new Violation(PRODUCT, 1, "", "there is none; a product begins with its declaration"));
    } else if (named != null && product.isPresent()) {
      otherName(named, product.get()).ifPresent(found::add);
    }
    checks.forEach(
        check -> found.addAll(check.check(files.keySet(), List.copyOf(documents.values()))));
  }

  private static Optional<Violation> otherName(YamlDocument document, String product) {
    JsonNode name = document.tree().path("name");
    return name.isTextual() && !name.textValue().equals(product)
        ? Optional.of(
            new Violation(
                document.file(),
                document.line("/name"),
                "/name",
                "the name is '"
                    + name.textValue()
                    + "', but this is the repository of '"
                    + product
                    + "'; correct the name, or push to that product's repository."))
        : Optional.empty();
  }

  /**
   * Makes the files the product's declarations: refused whole where any of them does not fit.
   *
   * @param before called before each component's turn; throws where the caller may not go on
   */
  void apply(Map<String, byte[]> files, Delivered delivered, Runnable before) {
    List<Violation> found = new ArrayList<>();
    SortedMap<String, YamlDocument> documents = parse(files, found);
    check(Optional.of(delivered.product()), files, documents, found);
    require(found);
    for (DeclarationTarget target : targets) {
      before.run();
      target.apply(delivered, taken(target, documents));
    }
  }

  /** Refuses with every violation, a line each. */
  static void require(List<Violation> found) {
    if (!found.isEmpty()) {
      throw new LooplineException(
          DeliveryError.DECLARATIONS_INVALID,
          String.join("\n", found.stream().map(Violation::toString).toList()));
    }
  }

  /** What ci.yaml says; the defaults where there is none. */
  CiFile ci(Map<String, byte[]> files) {
    byte[] bytes = files.get(CI);
    return bytes == null ? CiFile.NONE : CiFile.of(Yaml.parse(CI, text(bytes)).tree());
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
                parse(path, bytes, found).ifPresent(document -> documents.put(path, document));
              }
            });
    return documents;
  }

  private static Optional<YamlDocument> parse(String path, byte[] bytes, List<Violation> found) {
    if (bytes.length > LARGEST_FILE) {
      found.add(
          new Violation(
              path, 1, "", "the file has more than 1 MiB; keep data out of declarations."));
      return Optional.empty();
    }
    try {
      return Optional.of(Yaml.parse(path, text(bytes)));
    } catch (LooplineException e) {
      found.add(new Violation(path, 1, "", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
