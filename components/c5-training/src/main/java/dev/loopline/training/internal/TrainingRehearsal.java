package dev.loopline.training.internal;

import dev.loopline.features.assembly.TrainingTables;
import dev.loopline.kernel.json.Json;
import dev.loopline.training.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A training of made-up rows in the working directory: from it a build learns what the training
 * child loads, so that the later ones start sooner.
 */
public final class TrainingRehearsal {
  private static final int ROWS = 3_000;

  private TrainingRehearsal() {}

  public static void main(String[] args) throws Exception {
    prepare(Path.of("").toAbsolutePath(), ROWS);
    TrainingChild.main(args);
  }

  static void prepare(Path folder, int rows) throws IOException {
    TrainingTables.writeExample(folder.resolve(TrainingChild.DATA), rows);
    Files.write(
        folder.resolve("task.json"), Json.bytes(new TrainingTask(7, 2, 20, 5, 30, 30, 90, 1)));
  }
}
