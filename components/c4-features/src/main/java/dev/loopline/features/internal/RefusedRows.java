package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.RejectedRow;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.kernel.files.DiskFull;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Rows that were not let in, each with its reason, as lines beside the source's rows: written and
 * acknowledged as those are.
 */
final class RefusedRows {
  private RefusedRows() {}

  static SegmentLog open(Path folder, long acknowledged) {
    return SegmentLog.open(folder.resolve("rejected"), acknowledged);
  }

  static byte[] line(JsonNode row, String reason) {
    ObjectNode line = Json.object().put("reason", reason);
    line.set("row", row);
    return Json.write(line).getBytes(StandardCharsets.UTF_8);
  }

  static List<RejectedRow> read(SegmentLog log, long after, int limit) {
    try {
      return log.lines(after, limit).stream()
          .map(
              line -> {
                JsonNode read = Json.parse(line.text());
                return new RejectedRow(line.next(), read.path("reason").asText(), read.path("row"));
              })
          .toList();
    } catch (IOException e) {
      throw DiskFull.orUnchecked("read rejected rows", e);
    }
  }
}
