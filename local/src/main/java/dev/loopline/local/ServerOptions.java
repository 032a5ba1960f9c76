package dev.loopline.local;

import dev.loopline.kernel.config.Config;
import dev.loopline.server.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that opens a data directory. */
final class ServerOptions {
  /** Variables of the launcher, of remote verbs and of the tests; they are no settings. */
  private static final Set<String> NOT_SETTINGS =
      Set.of("LOOPLINE_HOME", "LOOPLINE_SERVER", "LOOPLINE_TOKEN", "LOOPLINE_DATA_DIR");

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".loopline",
      description = "Where everything is kept. Default: ${DEFAULT-VALUE}")
  Path dataDirectory = Path.of(".loopline");

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A YAML file of settings. Default: loopline.yaml in the data directory, if there.")
  @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "One setting, such as server.drain-seconds=30; may be repeated.")
  Map<String, String> settings = new HashMap<>();

  Config load(Map<String, String> flags) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(flags);
    Path inPlace = dataDirectory.resolve("loopline.yaml");
    Path chosen = file != null ? file : inPlace;
    return Config.load(
        Settings.all(),
        file != null || Files.exists(inPlace) ? Optional.of(chosen) : Optional.empty(),
        System.getenv(),
        NOT_SETTINGS,
        all);
  }
}
