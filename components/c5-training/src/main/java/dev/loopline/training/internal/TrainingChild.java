package dev.loopline.training.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.TrainingTable;
import dev.loopline.features.assembly.TrainingTables;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.training.TrainingTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The training child's main: reads {@code task.json} and {@code train.parquet} in its working
 * directory, leaves the model and {@code result.json} there.
 */
public final class TrainingChild {
  /** The training set's file name. */
  public static final String DATA = "train.parquet";

  private TrainingChild() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of("").toAbsolutePath();
    try {
      run(folder);
    } catch (LooplineException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  static void run(Path folder) throws Exception {
    TrainingTask task =
        Json.read(Files.readString(folder.resolve("task.json")), TrainingTask.class);
    TrainingTable table = TrainingTables.read(folder.resolve(DATA));
    Trainer.Trained trained = new Trainer(task, System.out::println).train(table);
    Files.write(folder.resolve("model.onnx"), trained.onnx());
    Files.write(folder.resolve("model.ubj"), trained.nativeModel());
    Files.write(folder.resolve("baseline.json"), bytes(trained.baseline()));
    Files.write(folder.resolve("sample.json"), bytes(trained.sample()));
    Files.write(folder.resolve("held-out.json"), bytes(trained.heldOut()));
    ObjectNode files = Json.object();
    files.put("onnx", "model.onnx");
    files.put("native", "model.ubj");
    files.put("baseline", "baseline.json");
    files.put("sample", "sample.json");
    files.put("heldOut", "held-out.json");
    ObjectNode result = Json.object();
    result.set("outputs", Json.tree(trained.result()));
    result.set("files", files);
    Files.write(folder.resolve("result.json"), bytes(result));
  }

  private static byte[] bytes(Object value) throws IOException {
    return Json.bytes(value);
  }
}
