package dev.loopline.registry;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Limits;
import java.util.Map;
import java.util.regex.Pattern;

/** MLflow's rules for what models, tags and aliases are called, in its words. */
public final class ModelNames {
  public static final int DESCRIPTION = 100_000;
  public static final int TAG_VALUE = 100_000;
  public static final int SOURCE = 2_000;
  public static final int RUN = 500;

  /** The alias that always names the highest version. */
  public static final String LATEST = "latest";

  private static final int NAME = 256;
  private static final int ALIAS = 255;
  private static final Pattern ALIAS_FORM = Pattern.compile("[\\p{L}\\p{N}_-]*");
  private static final Pattern VERSION_ALIAS = Pattern.compile("[vV]\\d+");
  private static final String PROMPT_TEXT = "mlflow.prompt.text";

  private ModelNames() {}

  /**
   * A model's name.
   *
   * @param parameter what errors call it
   */
  public static String model(String parameter, String name) {
    if (name.isBlank()) {
      throw invalid("Missing value for required parameter '" + parameter + "'.");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw invalid("Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
    }
    if (name.equals(".") || name.startsWith("..")) {
      throw Limits.invalidValue(
          parameter,
          name,
          "Names may be treated as files in certain cases, and must not resolve to other names when"
              + " treated as such. This name would resolve to '"
              + name
              + "'");
    }
    return Limits.text(parameter, name, NAME);
  }

  /** A tag of a model or a version. */
  public static void tag(String key, String value) {
    tagKey(key);
    if (key.equals(PROMPT_TEXT) && value.length() > TAG_VALUE) {
      throw invalid("Prompt text exceeds max length of " + TAG_VALUE + " characters.");
    }
    Limits.text("value", value, TAG_VALUE);
  }

  public static void tagKey(String key) {
    Limits.key("key", "key", key);
  }

  public static void tags(Map<String, String> tags) {
    tags.forEach(ModelNames::tag);
  }

  public static String description(String text) {
    return Limits.text("description", text, DESCRIPTION);
  }

  /** An alias that is asked for or taken away. */
  public static void alias(String alias) {
    if (alias.isEmpty()) {
      throw invalid("Registered model alias name cannot be empty.");
    }
    if (!ALIAS_FORM.matcher(alias).matches()) {
      throw invalid(
          "Invalid alias name: '"
              + alias
              + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
    }
    Limits.text("Registered model alias name", alias, ALIAS);
  }

  /** An alias that is given. */
  public static void newAlias(String alias) {
    alias(alias);
    if (alias.equalsIgnoreCase(LATEST)) {
      throw invalid("'latest' alias name (case insensitive) is reserved.");
    }
    if (VERSION_ALIAS.matcher(alias).matches()) {
      throw invalid("Version alias name '" + alias + "' is reserved.");
    }
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(RegistryError.INVALID_PARAMETER_VALUE, message);
  }
}
