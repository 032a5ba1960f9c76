package dev.loopline.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Graphics processors as {@code nvidia-smi} tells of them; none where it is not installed.
 *
 * @param program where it lies, empty where there is none
 */
record Graphics(Optional<Path> program) {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String COLUMNS =
      "utilization.gpu,memory.used,memory.total,power.draw,power.limit";
  private static final double MEBIBYTES = 1.048576;

  static Graphics find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return new Graphics(
        Stream.concat(Stream.of(path.split(":", -1)), Stream.of("/usr/bin"))
            .filter(folder -> folder.startsWith("/"))
            .map(folder -> Path.of(folder, "nvidia-smi"))
            .filter(Files::isExecutable)
            .findFirst());
  }

  void measure(Map<String, Double> values) throws InterruptedException {
    List<String> lines = ask(COLUMNS);
    for (int i = 0; i < lines.size(); i++) {
      List<Optional<Double>> row =
          Stream.of(lines.get(i).split(",", -1)).map(Graphics::of).toList();
      if (row.size() == 5) {
        put(values, "system/gpu_" + i + "_", row);
      }
    }
  }

  private static void put(Map<String, Double> values, String gpu, List<Optional<Double>> row) {
    row.get(0).ifPresent(v -> values.put(gpu + "utilization_percentage", v));
    row.get(1).ifPresent(v -> values.put(gpu + "memory_usage_megabytes", v * MEBIBYTES));
    share(row.get(1), row.get(2)).ifPresent(v -> values.put(gpu + "memory_usage_percentage", v));
    row.get(3).ifPresent(v -> values.put(gpu + "power_usage_watts", v));
    share(row.get(3), row.get(4)).ifPresent(v -> values.put(gpu + "power_usage_percentage", v));
  }

  private static Optional<Double> share(Optional<Double> part, Optional<Double> whole) {
    return part.flatMap(p -> whole.filter(w -> w > 0).map(w -> 100 * p / w));
  }

  /** What a card does not tell stands there as a word. */
  private static Optional<Double> of(String cell) {
    try {
      return Optional.of(Double.valueOf(cell.strip())).filter(Double::isFinite);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The cards' names and drivers. */
  List<String> names() throws InterruptedException {
    return ask("name,driver_version");
  }

  private List<String> ask(String columns) throws InterruptedException {
    if (program.isEmpty()) {
      return List.of();
    }
    try {
      Process asked =
          new ProcessBuilder(
                  program.get().toString(),
                  "--query-gpu=" + columns,
                  "--format=csv,noheader,nounits")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!asked.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        asked.destroyForcibly();
        return List.of();
      }
      String said = new String(asked.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
      return asked.exitValue() == 0 ? new ArrayList<>(said.lines().toList()) : List.of();
    } catch (IOException e) {
      // Installed, but it cannot be run: no card to tell of.
      return List.of();
    }
  }
}
