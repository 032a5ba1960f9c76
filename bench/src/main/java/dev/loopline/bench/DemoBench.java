package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole demo, twice: how long it takes, what it gains, and whether it goes the same way. */
final class DemoBench implements Bench {
  private static final double GAIN = 0.010;

  private final String name;
  private final @Nullable Path data;
  private final double mostSeconds;

  private DemoBench(String name, @Nullable Path data, double mostSeconds) {
    this.name = name;
    this.data = data;
    this.mostSeconds = mostSeconds;
  }

  /** On generated bookings. */
  static DemoBench generated() {
    return new DemoBench("demo", null, 60);
  }

  /** On the public file, found below the folder that the tests find it in. */
  static DemoBench real() {
    String folder = System.getenv("LOOPLINE_DATA_DIR");
    Path file = Path.of(folder == null ? "." : folder, "hotel_bookings.csv.gz");
    return new DemoBench("demo-real", file, 300);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return data == null
        ? "./loopline demo --exit, twice: at most 60 s, and the same models and decisions"
        : "the same on the public bookings (LOOPLINE_DATA_DIR): at most 300 s, and 0.010 gained";
  }

  @Override
  public List<Figure> run() throws Exception {
    if (data != null && !Files.exists(data)) {
      throw new IllegalStateException(
          data + " is not there. Set LOOPLINE_DATA_DIR to the folder that holds it.");
    }
    Path folder = Files.createTempDirectory("loopline-bench-");
    try {
      JsonNode first = play(folder.resolve("first.json"));
      JsonNode second = play(folder.resolve("second.json"));
      double seconds =
          Math.max(first.path("seconds").asDouble(), second.path("seconds").asDouble());
      double floor = first.path("auc").path("staticMean").asDouble();
      double loop = first.path("auc").path("loopMean").asDouble();
      List<String> decisions = decisions(first);
      long same = decisions.equals(decisions(second)) ? decisions.size() : 0;
      boolean alike = same > 0 && first.path("auc").equals(second.path("auc"));
      return List.of(
          new Figure(
              name + ".seconds",
              seconds,
              "s",
              null,
              null,
              "<= " + mostSeconds + " s",
              seconds <= mostSeconds),
          new Figure(
              name + ".auc",
              loop,
              "AUC",
              floor,
              loop / floor,
              ">= the static model + " + GAIN,
              loop >= floor + GAIN),
          new Figure(
              name + ".repeated",
              same,
              "decisions",
              (double) decisions.size(),
              same / (double) decisions.size(),
              "the same models, byte for byte, and the same decisions",
              alike));
    } finally {
      Folders.delete(folder);
    }
  }

  private JsonNode play(Path report) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("./loopline", "demo", "--exit", "--port", "0", "--report", report.toString()));
    if (data != null) {
      command.addAll(List.of("--data", data.toString()));
    }
    int exit =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    if (exit != 0) {
      throw new IllegalStateException(command + " ended with " + exit);
    }
    return Json.parse(Files.readString(report));
  }

  private static List<String> decisions(JsonNode report) {
    List<String> decisions = new ArrayList<>();
    for (JsonNode r : report.path("retrainings")) {
      decisions.add(
          r.path("at").asText()
              + r.path("trigger").asText()
              + r.path("digest").asText()
              + r.path("decision").asText());
    }
    return decisions;
  }
}
