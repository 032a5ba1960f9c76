package dev.loopline.workflow.spi;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A child process to start. It finds {@code task.json}, its source and its input files in its
 * working directory and leaves <code>result.json</code> there: <code>
 * {"outputs": {…}, "files": {"model": "model.onnx"}}
 * </code>; each file is stored as a blob and becomes the output <code>{"digest": …, "size": …}
 * </code>. It sees its working directory and the machine's programs, and nothing else, where the
 * worker can isolate; where it cannot, the task's log says so.
 *
 * @param command the program and its arguments; empty for a Java main class
 * @param mainClass started on the worker's own class path; empty for a command
 * @param arguments of the main class
 * @param heapMegabytes of a Java child
 * @param inputFiles blobs by the file name under which the child finds them
 * @param environment beside PATH, HOME, LANG and TMPDIR: nothing else is passed on
 * @param task what task.json holds
 * @param source a tar archive, of which what lies below {@code source/} becomes the working
 *     directory; null for an empty one
 * @param network whether the child may use the machine's network
 * @param measure whether the step wants to know what machine and child do while it runs
 */
public record Launch(
    List<String> command,
    String mainClass,
    List<String> arguments,
    int heapMegabytes,
    Map<String, Digest> inputFiles,
    Map<String, String> environment,
    JsonNode task,
    @Nullable Digest source,
    boolean network,
    boolean measure) {
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

  /** Our own code: it may call the server back. */
  public static Launch java(String mainClass, JsonNode task) {
    return new Launch(
        List.of(), mainClass, List.of(), HEAP, Map.of(), Map.of(), task, null, true, false);
  }

  /** The product's code: without a network, unless {@link #networked}. */
  public static Launch command(List<String> command, JsonNode task) {
    return new Launch(command, "", List.of(), HEAP, Map.of(), Map.of(), task, null, false, false);
  }

  public Launch inputs(Map<String, Digest> files) {
    return with(files, environment, heapMegabytes, source);
  }

  public Launch environment(Map<String, String> values) {
    return with(inputFiles, values, heapMegabytes, source);
  }

  public Launch heap(int megabytes) {
    return with(inputFiles, environment, megabytes, source);
  }

  public Launch source(Digest archive) {
    return with(inputFiles, environment, heapMegabytes, archive);
  }

  public Launch networked() {
    return granted(true, measure);
  }

  /** The worker tells {@link IsolatedStep#measured} what it sees. */
  public Launch measured() {
    return granted(network, true);
  }

  private Launch with(
      Map<String, Digest> files, Map<String, String> values, int heap, @Nullable Digest archive) {
    return new Launch(
        command, mainClass, arguments, heap, files, values, task, archive, network, measure);
  }

  private Launch granted(boolean networked, boolean measuring) {
    return new Launch(
        command,
        mainClass,
        arguments,
        heapMegabytes,
        inputFiles,
        environment,
        task,
        source,
        networked,
        measuring);
  }
}
