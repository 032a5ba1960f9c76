package dev.loopline.kernel.config;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Nearest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings, resolved: defaults, then the file, then the environment, then flags. */
public final class Config {
  private final Map<String, Setting<?>> settings;
  private final Map<String, Object> values;

  private Config(Map<String, Setting<?>> settings, Map<String, Object> values) {
    this.settings = settings;
    this.values = values;
  }

  /**
   * Resolves every setting. An unknown key (in the file, a flag, or a variable that begins with
   * {@code LOOPLINE_} but belongs to none) is refused with the nearest known one.
   *
   * @param environment variables by name; {@code ignoredVariables} are the launcher's own
   */
  public static Config load(
      List<Setting<?>> known,
      Optional<Path> file,
      Map<String, String> environment,
      java.util.Set<String> ignoredVariables,
      Map<String, String> flags) {
    Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    known.forEach(s -> byKey.put(s.key(), s));
    Map<String, Object> values = new HashMap<>();
    known.forEach(s -> values.put(s.key(), parse(s, s.fallback(), "default")));
    file.ifPresent(
        path ->
            SettingsFile.read(path).forEach(v -> set(byKey, values, v.key(), v.text(), v.place())));
    Map<String, String> byVariable = new HashMap<>();
    known.forEach(s -> byVariable.put(s.variable(), s.key()));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("LOOPLINE_") && !ignoredVariables.contains(name)) {
            String key = byVariable.get(name);
            if (key == null) {
              throw unknown("environment variable", name, "", byVariable.keySet());
            }
            set(byKey, values, key, value, name);
          }
        });
    flags.forEach((k, v) -> set(byKey, values, k, v, "--set"));
    return new Config(byKey, values);
  }

  @SuppressWarnings("unchecked") // load() stored what this very setting's parser returned.
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting.key());
    if (value == null || settings.get(setting.key()) != setting) {
      throw new IllegalStateException("setting " + setting.key() + " was not declared");
    }
    return (T) value;
  }

  private static void set(
      Map<String, Setting<?>> known,
      Map<String, Object> values,
      String key,
      String text,
      String from) {
    Setting<?> setting = known.get(key);
    if (setting == null) {
      throw unknown("setting", key, from.equals("--set") ? "" : " (" + from + ")", known.keySet());
    }
    values.put(key, parse(setting, text, from));
  }

  private static Object parse(Setting<?> setting, String text, String from) {
    try {
      return java.util.Objects.requireNonNull(setting.parse().apply(text));
    } catch (IllegalArgumentException e) {
      throw new LooplineException(
          KernelError.INVALID_SETTING,
          setting.key()
              + " (from "
              + from
              + ") is '"
              + text
              + "', but must be "
              + e.getMessage()
              + ".",
          e);
    }
  }

  private static LooplineException unknown(
      String what, String name, String where, java.util.Collection<String> known) {
    String nearest = Nearest.to(name, known).map(n -> " Did you mean " + n + "?").orElse("");
    return new LooplineException(
        KernelError.INVALID_SETTING, "Unknown " + what + " " + name + where + "." + nearest);
  }
}
