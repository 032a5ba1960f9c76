package dev.loopline.server;

import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.config.Setting;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.Stages;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The keys of the registry and its webhooks. */
final class RegistrySettings {
  static final Setting<Stages> STAGES =
      new Setting<>(
          "registry.stages",
          "",
          "Stages of models beside None, Staging, Production and Archived, separated by commas.",
          Stages::with);
  static final Setting<Pattern> SOURCES =
      new Setting<>(
          "registry.source-pattern",
          "",
          "Regular expression that the source of a model version must match somewhere; empty for any"
              + " source.",
          RegistrySettings::pattern);
  static final Setting<Boolean> ALLOW_PRIVATE =
      Setting.flag(
          "webhooks.allow-private",
          false,
          "Whether webhooks may reach addresses that are not public, such as this machine.");
  static final Setting<Set<String>> SCHEMES =
      new Setting<>(
          "webhooks.schemes",
          "https",
          "Schemes of webhooks' URLs, separated by commas: https, http.",
          RegistrySettings::schemes);
  static final Setting<Integer> RETRIES =
      Setting.integer(
          "webhooks.retries", 3, 0, 20, "How often a delivery is tried again after it failed.");
  static final Setting<Integer> TIMEOUT =
      Setting.integer(
          "webhooks.timeout-seconds", 30, 1, 300, "How long a webhook may take to answer.");

  private RegistrySettings() {}

  static List<Setting<?>> all() {
    return List.of(STAGES, SOURCES, ALLOW_PRIVATE, SCHEMES, RETRIES, TIMEOUT);
  }

  static RegistryOptions options(Config config) {
    return new RegistryOptions(
        config.get(STAGES),
        config.get(SOURCES).pattern(),
        new RegistryOptions.Delivery(
            config.get(SCHEMES),
            config.get(ALLOW_PRIVATE),
            config.get(RETRIES),
            RegistryOptions.Delivery.standard().backoff(),
            Duration.ofSeconds(config.get(TIMEOUT))));
  }

  private static Pattern pattern(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("a regular expression (" + e.getDescription() + ")", e);
    }
  }

  private static Set<String> schemes(String text) {
    Set<String> schemes =
        Arrays.stream(text.split(",")).map(String::strip).collect(Collectors.toSet());
    if (!Set.of("http", "https").containsAll(schemes)) {
      throw new IllegalArgumentException("https, http or both, separated by a comma");
    }
    return schemes;
  }
}
