package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker measured while an attempt's child ran.
 *
 * @param environment what the child runs on and with, an object; null where it was told before
 */
public record Measurements(@Nullable JsonNode environment, List<Sample> samples) {
  private static final int MOST_SAMPLES = 1_000;
  private static final int MOST_VALUES = 200;
  private static final int LONGEST_ENVIRONMENT = 256 * 1024;

  public Measurements {
    samples = samples == null ? List.of() : List.copyOf(samples);
    require(samples.size() <= MOST_SAMPLES, "at most " + MOST_SAMPLES + " samples");
    require(
        environment == null
            || environment.isObject() && environment.toString().length() <= LONGEST_ENVIRONMENT,
        "an environment that is an object of at most 256 KiB");
  }

  /**
   * One moment's values by their names, such as {@code system/cpu_utilization_percentage}.
   *
   * @param at on the worker's clock
   */
  public record Sample(Instant at, Map<String, Double> values) {
    public Sample {
      values = Map.copyOf(values);
      require(values.size() <= MOST_VALUES, "at most " + MOST_VALUES + " values in a sample");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT, "Measurements have " + what + "; send fewer at once.");
    }
  }
}
