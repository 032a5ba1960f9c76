package dev.loopline.local;

import dev.loopline.cli.RemoteVerbs;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code loopline}: finds the verb and runs it. */
@Command(
    name = "loopline",
    description = "The whole machine-learning-operations loop in one program.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline demo                   play the whole loop on hotel bookings",
      "  loopline up                     start the server on http://localhost:8080",
      "  loopline up --port 0            … on any free port",
      "  loopline new my-product         a working product to begin with",
      "  loopline validate FOLDER        check a product before it is pushed",
      "  loopline audit verify           check the event log for changes and gaps",
      "  loopline runs list              what a running server has tracked",
      "  loopline help up                all about one verb"
    })
public final class Main {
  private static final Logger LIBRARIES = Logger.getLogger("");

  private static final List<Class<?>> LOCAL =
      List.of(
          UpCommand.class,
          DemoCommand.class,
          NewCommand.class,
          ValidateCommand.class,
          AuditCommand.class);

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  /** Knows the verb that is called, where one is: reading all of them would delay its start. */
  static CommandLine commandLine(String... args) {
    LIBRARIES.setLevel(Level.WARNING);
    CommandLine line = new CommandLine(new Main());
    String first = args.length == 0 ? "" : args[0];
    called(first).ifPresentOrElse(line::addSubcommand, () -> all().forEach(line::addSubcommand));
    return line.setUsageHelpAutoWidth(true).setExecutionExceptionHandler(Main::explain);
  }

  /** The remote verbs are looked at last: the server's start shall not wait for them. */
  private static Optional<Class<?>> called(String name) {
    return name.equals(nameOf(CommandLine.HelpCommand.class))
        ? Optional.empty()
        : named(LOCAL, name).or(() -> named(RemoteVerbs.all(), name));
  }

  private static Optional<Class<?>> named(List<Class<?>> verbs, String name) {
    return verbs.stream().filter(verb -> nameOf(verb).equals(name)).findFirst();
  }

  private static List<Class<?>> all() {
    return Stream.of(LOCAL, RemoteVerbs.all(), List.of(CommandLine.HelpCommand.class))
        .<Class<?>>flatMap(List::stream)
        .toList();
  }

  private static String nameOf(Class<?> verb) {
    return verb.getAnnotation(Command.class).name();
  }

  /** What a user did wrong is one line; only what we did wrong is a stack trace. */
  private static int explain(Exception error, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    String message =
        switch (error) {
          case LooplineException known -> known.getMessage();
          case UncheckedIOException file -> describe(file);
          default -> RemoteVerbs.explain(error).orElseThrow(() -> error);
        };
    command.getErr().println("loopline: " + message);
    return 1;
  }

  private static String describe(UncheckedIOException error) {
    IOException cause = Objects.requireNonNull(error.getCause());
    String fact =
        switch (cause) {
          case NoSuchFileException missing -> missing.getFile() + " is not there";
          case AccessDeniedException denied -> denied.getFile() + " may not be used by you";
          default -> cause.toString();
        };
    String what = String.valueOf(error.getMessage());
    return (what.equals(cause.toString()) ? "A file cannot be used" : what) + ": " + fact + ".";
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"loopline " + (version == null ? "(not packaged)" : version)};
    }
  }
}
