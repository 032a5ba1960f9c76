package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import java.util.List;
import java.util.Map;

/**
 * A child process to start. It finds {@code task.json} and its input files in its working directory
 * and leaves <code>result.json</code> there: <code>
 * {"outputs": {…}, "files": {"model": "model.onnx"}}
 * </code>; each file is stored as a blob and becomes the output <code>{"digest": …, "size": …}
 * </code>.
 *
 * @param command the program and its arguments; empty for a Java main class
 * @param mainClass started on the worker's own class path; empty for a command
 * @param arguments of the main class
 * @param heapMegabytes of a Java child
 * @param inputFiles blobs by the file name under which the child finds them
 * @param environment beside PATH, HOME, LANG and TMPDIR: nothing else is passed on
 * @param task what task.json holds
 */
public record Launch(
    List<String> command,
    String mainClass,
    List<String> arguments,
    int heapMegabytes,
    Map<String, Digest> inputFiles,
    Map<String, String> environment,
    JsonNode task) {
  private static final int HEAP = 1024;

  public Launch {
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
    inputFiles = Map.copyOf(inputFiles);
    environment = Map.copyOf(environment);
    if (command.isEmpty() == mainClass.isEmpty()) {
      throw new IllegalArgumentException("a launch has a command or a main class, one of them");
    }
  }

  public static Launch java(String mainClass, JsonNode task) {
    return new Launch(List.of(), mainClass, List.of(), HEAP, Map.of(), Map.of(), task);
  }

  public static Launch command(List<String> command, JsonNode task) {
    return new Launch(command, "", List.of(), HEAP, Map.of(), Map.of(), task);
  }

  public Launch inputs(Map<String, Digest> files) {
    return new Launch(command, mainClass, arguments, heapMegabytes, files, environment, task);
  }

  public Launch environment(Map<String, String> values) {
    return new Launch(command, mainClass, arguments, heapMegabytes, inputFiles, values, task);
  }

  public Launch heap(int megabytes) {
    return new Launch(command, mainClass, arguments, megabytes, inputFiles, environment, task);
  }
}
