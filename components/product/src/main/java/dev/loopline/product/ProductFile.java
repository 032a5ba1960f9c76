package dev.loopline.product;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.JsonSchema;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import java.time.Duration;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code product.yaml}, and says what training still lacks. Pure. */
public final class ProductFile {
  private final JsonSchema schema =
      JsonSchema.load(ProductFile.class, "/dev/loopline/product/product.schema.json");

  public JsonSchema schema() {
    return schema;
  }

  /** What is wrong with the document, with file and line; empty where it fits. */
  public List<Violation> validate(YamlDocument document) {
    List<Violation> found = new ArrayList<>(schema.validate(document));
    for (String field : List.of("history", "freshness")) {
      String pointer = "/data/" + field;
      String text = document.tree().at(pointer).asText("");
      if (!text.isEmpty() && !isDuration(text)) {
        found.add(
            new Violation(
                document.file(),
                document.line(pointer),
                pointer,
                "data." + field + ": '" + text + "' is no ISO-8601 duration such as P1Y or PT6H."));
      }
    }
    return found;
  }

  private static boolean isDuration(String text) {
    try {
      if (text.contains("T")) {
        Duration.parse(text);
      } else {
        Period.parse(text);
      }
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** The declaration; {@code PRODUCT_INVALID} with all violations where it does not fit. */
  public ProductSpec read(YamlDocument document) {
    List<Violation> violations = validate(document);
    if (!violations.isEmpty()) {
      throw new LooplineException(
          ProductError.PRODUCT_INVALID,
          violations.getFirst().toString(),
          Map.of("violations", violations),
          null);
    }
    return Json.convert(document.tree(), ProductSpec.class);
  }

  /**
   * What stands between this declaration and training: each sentence names what is missing, the
   * place and the remedy. Empty where models may be trained.
   */
  public static List<String> missingForTraining(ProductSpec spec) {
    List<String> missing = new ArrayList<>();
    ProductSpec.Problem problem = spec.problem();
    if (problem == null || problem.target() == null) {
      missing.add(
          "product.yaml: problem.target is missing; name the column that the model predicts.");
    }
    if (problem != null && problem.type().equals("regression")) {
      missing.add(
          "product.yaml: problem.type is 'regression', but only classification is trained yet; ask"
              + " for a yes or no, such as whether a threshold is passed.");
    }
    ProductSpec.Data data = spec.data();
    if (data == null || data.label() == null) {
      missing.add(
          "product.yaml: data.label is missing; supervised training needs a known label: name its"
              + " column and when it becomes known (knownAt).");
    } else if (problem != null
        && problem.target() != null
        && !problem.target().equals(data.label().column())) {
      missing.add(
          "product.yaml: problem.target is '"
              + problem.target()
              + "', but data.label.column is '"
              + data.label().column()
              + "'; they must be the same column.");
    }
    if (spec.kpi() == null) {
      missing.add(
          "product.yaml: kpi is missing; say how success is measured and what it must reach.");
    }
    return missing;
  }
}
