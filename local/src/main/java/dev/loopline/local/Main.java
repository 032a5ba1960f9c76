package dev.loopline.local;

import dev.loopline.client.RefusedException;
import dev.loopline.client.UnreachableException;
import dev.loopline.kernel.error.LooplineException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code loopline}: finds the verb and runs it. */
@Command(
    name = "loopline",
    description = "The whole machine-learning-operations loop in one program.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      UpCommand.class,
      DemoCommand.class,
      NewCommand.class,
      ValidateCommand.class,
      AuditCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline demo                   play the whole loop on hotel bookings",
      "  loopline up                     start the server on http://localhost:8080",
      "  loopline up --port 0            … on any free port",
      "  loopline new my-product         a working product to begin with",
      "  loopline validate FOLDER        check a product before it is pushed",
      "  loopline audit verify           prove that nobody changed the event log",
      "  loopline help up                all about one verb"
    })
public final class Main {
  private static final Logger LIBRARIES = Logger.getLogger("");

  private Main() {}

  public static void main(String[] args) {
    LIBRARIES.setLevel(Level.WARNING);
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Main::explain);
  }

  /** What a user did wrong is one line; only what we did wrong is a stack trace. */
  private static int explain(Exception error, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (error instanceof LooplineException known) {
      command.getErr().println("loopline: " + known.getMessage());
      return 1;
    }
    if (error instanceof RefusedException || error instanceof UnreachableException) {
      command.getErr().println("loopline: " + error.getMessage());
      return 1;
    }
    throw error;
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
