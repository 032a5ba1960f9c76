package dev.loopline.metadata.imports;

import dev.loopline.metadata.DatasetInput;
import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.Metric;
import dev.loopline.metadata.ModelOutput;
import dev.loopline.metadata.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of another server.
 *
 * @param id 32 hexadecimal digits, as there
 * @param experimentId here
 * @param name empty for one of its id's
 * @param metrics points, all or the first ones; {@link Imports#points} takes more
 */
public record ImportedRun(
    String id,
    long experimentId,
    String name,
    String user,
    RunStatus status,
    Lifecycle lifecycle,
    Instant startedAt,
    @Nullable Instant endedAt,
    List<Map.Entry<String, String>> params,
    List<Map.Entry<String, String>> tags,
    List<DatasetInput> inputs,
    List<String> modelInputs,
    List<ModelOutput> outputs,
    List<Metric> metrics) {
  /** Parameters, tags, datasets and models of one run, each. */
  public static final int MOST = 10_000;

  public ImportedRun {
    if (!id.matches("[0-9a-f]{32}")) {
      throw Limits.invalidValue("run_id", id, "A run's id has 32 hexadecimal digits.");
    }
    Limits.text("run_name", name, Limits.KEY);
    Limits.text("user_id", user, Limits.USER);
    params = bounded("params", params);
    tags = bounded("tags", tags);
    inputs = bounded("dataset_inputs", inputs);
    modelInputs = bounded("model_inputs", modelInputs);
    outputs = bounded("model_outputs", outputs);
    metrics = List.copyOf(metrics);
  }

  private static <T> List<T> bounded(String what, List<T> list) {
    if (list.size() > MOST) {
      throw Limits.invalid(
          "A run takes at most " + MOST + " " + what + "; got " + list.size() + ".");
    }
    return List.copyOf(list);
  }
}
