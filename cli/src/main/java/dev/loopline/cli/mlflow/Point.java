package dev.loopline.cli.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A measured point of a run. */
record Point(String key, double value, long timestamp, long step) {
  void addTo(ArrayNode list) {
    ObjectNode point = list.addObject().put("key", key);
    if (Double.isFinite(value)) {
      point.put("value", value);
    } else {
      // NaN, Infinity, -Infinity: JSON has no numbers for them.
      point.put("value", Double.toString(value));
    }
    point.put("timestamp", timestamp).put("step", step);
  }
}
