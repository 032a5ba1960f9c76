package dev.loopline.metadata;

import dev.loopline.kernel.error.LooplineException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run is begun with.
 *
 * @param name null for the tag {@code mlflow.runName}, or else a generated one
 * @param startedAt null for now
 */
public record NewRun(
    long experimentId,
    @Nullable String name,
    String user,
    @Nullable Instant startedAt,
    Map<String, String> tags) {
  /** The tag that always holds the run's name. */
  public static final String NAME_TAG = "mlflow.runName";

  public NewRun {
    tags = Map.copyOf(tags);
    new LogBatch(List.of(), List.of(), List.copyOf(tags.entrySet()));
    Limits.text("user_id", user, Limits.USER);
    String tagged = tags.get(NAME_TAG);
    if (name != null && !name.isEmpty()) {
      Limits.text("run_name", name, Limits.KEY);
      if (tagged != null && !tagged.equals(name)) {
        throw new LooplineException(
            TrackingError.INVALID_PARAMETER_VALUE,
            "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different"
                + " values (run_name='"
                + name
                + "', mlflow.runName='"
                + tagged
                + "').");
      }
    }
  }
}
