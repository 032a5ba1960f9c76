package dev.loopline.cli.tracking;

import static dev.loopline.cli.remote.Address.MLFLOW;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.remote.Address;
import dev.loopline.client.LooplineClient;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The files of one run. */
record RunFiles(LooplineClient client, String run) {

  /** What lies directly in a folder: {@code path}, {@code folder}, {@code size}. */
  List<JsonNode> in(String folder) {
    List<JsonNode> files = new ArrayList<>();
    client
        .get(
            Address.of(MLFLOW + "artifacts/list")
                .with("run_id", run)
                .with("path", folder)
                .toString())
        .path("files")
        .forEach(file -> files.add(shaped(file)));
    return files;
  }

  /** All files in a folder and its folders. */
  List<JsonNode> below(String folder) {
    List<JsonNode> files = new ArrayList<>();
    Deque<String> folders = new ArrayDeque<>(List.of(folder));
    while (!folders.isEmpty()) {
      for (JsonNode file : in(folders.pop())) {
        if (file.path("folder").asBoolean()) {
          folders.push(file.path("path").asText());
        } else {
          files.add(file);
        }
      }
    }
    return files;
  }

  InputStream open(String path) {
    return client.download(
        Address.of("/get-artifact").with("run_id", run).with("path", path).toString());
  }

  private static ObjectNode shaped(JsonNode file) {
    ObjectNode shaped =
        Printer.object()
            .put("path", file.path("path").asText())
            .put("folder", file.path("is_dir").asBoolean());
    if (file.has("file_size")) {
      shaped.put("size", file.path("file_size").asLong());
    } else {
      shaped.putNull("size");
    }
    return shaped;
  }
}
