package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The remote verbs as {@code loopline} offers them, run in this process. */
final class Verbs {
  private Verbs() {}

  @Command(name = "loopline", footer = "Examples:")
  private static final class Loopline {}

  /** What a verb said, and its exit code. */
  record Answer(int code, String out, String error) {
    JsonNode json() {
      return Json.parse(out);
    }
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Loopline());
    RemoteVerbs.all().forEach(line::addSubcommand);
    return line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          command
              .getErr()
              .println("loopline: " + RemoteVerbs.explain(error).orElseThrow(() -> error));
          return 1;
        });
  }

  static Answer run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter error = new StringWriter();
    int code =
        commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(error, true))
            .execute(arguments);
    return new Answer(code, out.toString(), error.toString());
  }

  /** As a process of its own. */
  static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Verbs.class.getName()),
                    Stream.of(arguments))
                .toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** Against a server. */
  static Answer on(String url, String... arguments) {
    return run(
        Stream.concat(Stream.of(arguments), Stream.of("--server", url)).toArray(String[]::new));
  }
}
