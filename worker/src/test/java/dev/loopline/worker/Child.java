package dev.loopline.worker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a Java task of these tests does: reads its task and its input, writes a file and a result.
 */
public final class Child {
  private Child() {}

  public static void main(String[] arguments) throws Exception {
    String wish = Json.parse(Files.readString(Path.of("task.json"))).path("wish").asText();
    String input = Files.readString(Path.of("input.txt"));
    System.out.println("reading " + input + " as " + arguments[0]);
    Files.writeString(Path.of("model.bin"), input + wish);
    ObjectNode result = Json.object();
    result
        .putObject("outputs")
        .put("heap", Runtime.getRuntime().maxMemory())
        .put("secret", System.getenv().getOrDefault("SECRET", "none"))
        .put("foreign", System.getenv().containsKey("JAVA_HOME"));
    result.putObject("files").put("model", "model.bin");
    Files.writeString(Path.of("result.json"), Json.write(result));
  }
}
