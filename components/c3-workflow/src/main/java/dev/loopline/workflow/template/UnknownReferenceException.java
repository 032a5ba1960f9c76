package dev.loopline.workflow.template;

import dev.loopline.kernel.json.Nearest;
import java.util.List;

/** A template asks for what is not there. Its message names the template and what there is. */
public final class UnknownReferenceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownReferenceException(String expression, String parent, List<String> known) {
    super(message(expression, parent, known));
  }

  private static String message(String expression, String parent, List<String> known) {
    String last = expression.substring(expression.lastIndexOf('.') + 1);
    return "The template ${"
        + expression
        + "} has no value: "
        + (parent.isEmpty() ? "templates know " : "'" + parent + "' holds ")
        + (known.isEmpty() ? "nothing" : String.join(", ", known))
        + "."
        + Nearest.to(last, known).map(n -> " Did you mean '" + n + "'?").orElse("");
  }
}
