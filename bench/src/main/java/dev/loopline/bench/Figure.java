package dev.loopline.bench;

import dev.loopline.kernel.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure.
 *
 * @param floor what stands under it, measured in the same run, in the same unit
 * @param ratio value / floor
 * @param goal what must hold, in words
 */
public record Figure(
    String name,
    double value,
    String unit,
    @Nullable Double floor,
    @Nullable Double ratio,
    String goal,
    boolean met) {
  /** One line of JSON with every key, those without a value as null. */
  String json() {
    return Json.object()
        .put("name", name)
        .put("value", value)
        .put("unit", unit)
        .put("floor", floor)
        .put("ratio", ratio)
        .put("goal", goal)
        .put("met", met)
        .toString();
  }
}
