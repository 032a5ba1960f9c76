package dev.loopline.cli.mlflow;

import dev.loopline.cli.mlflow.Copying.Options;
import dev.loopline.cli.print.Printer;
import dev.loopline.cli.print.Terminal;
import dev.loopline.cli.remote.CommandFailed;
import dev.loopline.cli.remote.Remote;
import dev.loopline.client.LooplineClient;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code loopline import mlflow}: a whole MLflow server. */
@Command(
    name = "mlflow",
    description = {
      "Copies an MLflow server: experiments (deleted ones too), runs under their ids with full"
          + " histories and files, logged models, registered models and prompts with the numbers of"
          + " their versions, LLM traces, evaluation datasets, scorers, webhooks.",
      "Run again, it copies what is new or has changed and goes on where it was broken off. Exit"
          + " code 1 where something could not be copied; the rest is."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline import mlflow --from http://mlflow.example:5000 --dry-run",
      "  loopline import mlflow --from http://mlflow.example:5000",
      "  loopline import mlflow --from http://localhost:5000 --experiment churn --experiment pricing",
      "  loopline import mlflow --from http://localhost:5000 --without-artifacts --json"
    })
final class ImportMlflowCommand implements Callable<Integer> {
  @Mixin Remote remote = new Remote();
  @Mixin Printer printer = new Printer();
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--from",
      paramLabel = "URL",
      required = true,
      description = "The MLflow server; always give the same address for the same server.")
  URI from = URI.create("http://localhost:5000");

  @Option(
      names = "--from-token",
      paramLabel = "TOKEN",
      description =
          "A bearer token for it. Default: what MLflow's clients use, MLFLOW_TRACKING_USERNAME and"
              + " MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN.")
  @Nullable String fromToken;

  @Option(
      names = "--experiment",
      paramLabel = "NAME",
      description =
          "Only this experiment, its evaluation datasets, and versions of models that its runs made;"
              + " may be repeated.")
  @Nullable List<String> experiments;

  @Option(names = "--without-artifacts", description = "Copy no files.")
  boolean withoutArtifacts;

  @Option(
      names = "--dry-run",
      description = "Only say what would be copied: counts, and bytes of files.")
  boolean dryRun;

  @Option(
      names = "--merge",
      description =
          "Where an experiment or model of the same name was made here, copy into it; what is in it"
              + " stays. Otherwise it is left out and told as a problem.")
  boolean merge;

  @Option(names = "--again", description = "Copy also what was copied and has not changed.")
  boolean again;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "8",
      description = "How many runs at a time, from 1 to 64. Default: ${DEFAULT-VALUE}.")
  int parallel = 8;

  @Option(names = "--retry-wait", hidden = true, defaultValue = "500")
  int retryMillis = 500;

  @Option(names = "--source-patience", hidden = true, defaultValue = "60000")
  int patienceMillis = 60_000;

  @Override
  public Integer call() {
    if (parallel < 1 || parallel > 64) {
      throw new CommandFailed("--parallel is " + parallel + "; take 1 to 64.");
    }
    Retries retries = new Retries(Retries.standard().attempts(), Duration.ofMillis(retryMillis));
    Duration patience = Duration.ofMillis(patienceMillis);
    Credentials credentials = Credentials.of(fromToken, from, System.getenv());
    Tally tally = new Tally();
    Options options =
        new Options(
            experiments == null ? Set.of() : Set.copyOf(experiments),
            !withoutArtifacts,
            dryRun,
            again,
            merge);
    try (LooplineClient client = remote.connect();
        Source source =
            new Source(base(from), credentials, retries, new Patience(patience, patience));
        Workers workers = new Workers(parallel)) {
      if (client.server().toString().replaceAll("/+$", "").equals(source.address())) {
        throw new CommandFailed("--from and --server are the same; name two servers.");
      }
      Sink sink = new Sink(client, source.address(), retries);
      Copying copying = new Copying(source, sink, options, tally, workers);
      return copy(copying, client.server().toString());
    } catch (SourceFailed e) {
      throw new CommandFailed(base(from) + ": " + e.getMessage());
    }
  }

  private int copy(Copying copying, String server) {
    long began = System.nanoTime();
    AtomicLong total = new AtomicLong();
    List<Copied> copied;
    try (Progress progress =
        Terminal.isThere() && !printer.isJson() ? progress(copying, total) : null) {
      copied =
          new MlflowImport(copying)
              .run(
                  experiments -> {
                    if (progress != null) {
                      Survey.begin(copying.source(), experiments, total);
                    }
                  });
    }
    new Summary(copying, server, copied, Duration.ofNanos(System.nanoTime() - began))
        .print(printer);
    return copying.tally().troubles() == 0 ? 0 : 1;
  }

  private Progress progress(Copying copying, AtomicLong total) {
    PrintWriter terminal = Objects.requireNonNull(spec).commandLine().getErr();
    return new Progress(copying.tally(), total, terminal);
  }

  /** The address without what only says who asks, and without a slash at its end. */
  private static String base(URI from) {
    String scheme = String.valueOf(from.getScheme());
    if (from.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new CommandFailed(
          "--from takes the address of an MLflow server, such as http://localhost:5000.");
    }
    String port = from.getPort() < 0 ? "" : ":" + from.getPort();
    String path = from.getRawPath() == null ? "" : from.getRawPath().replaceAll("/+$", "");
    return scheme + "://" + from.getHost() + port + path;
  }
}
