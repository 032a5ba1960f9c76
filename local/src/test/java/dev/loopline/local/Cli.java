package dev.loopline.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The command line: as a process of its own, or within this one for what is refused at once. */
final class Cli implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;
  private final List<String> said = new ArrayList<>();

  private Cli(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /** What a verb said on standard error, and its exit code. */
  record Answer(int code, String error) {}

  static Answer run(String... arguments) {
    StringWriter error = new StringWriter();
    int code = Main.commandLine().setErr(new PrintWriter(error)).execute(arguments);
    return new Answer(code, error.toString());
  }

  static Cli start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                Stream.of(arguments))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return new Cli(builder.start());
  }

  /** The first line that holds a text; fails where the process ends before. */
  String await(String text) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("ended without saying '" + text + "': " + said);
  }

  /** As Ctrl-C or a service manager does; the seconds until all had ended. */
  double terminate() throws IOException, InterruptedException {
    long start = System.nanoTime();
    // Through the handle: Process.destroy would close what is still unread.
    process.toHandle().destroy();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
    }
    process.waitFor();
    return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
  }

  List<String> said() {
    return said;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
