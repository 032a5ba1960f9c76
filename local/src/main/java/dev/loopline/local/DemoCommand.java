package dev.loopline.local;

import dev.loopline.local.demo.Demo;
import dev.loopline.local.demo.Folders;
import dev.loopline.server.Server;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code loopline demo}: the whole loop on hotel bookings, against a server of its own. */
@Command(
    name = "demo",
    description =
        "Plays the whole loop on hotel bookings: from the business problem to a model that watches"
            + " itself and is replaced when a better one was found.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline demo                                   generated bookings with a drift",
      "  loopline demo --data hotel_bookings.csv.gz      the real ones",
      "  loopline demo --exit --report report.json       for a script",
      "  loopline demo --port 0 --data-dir ./demo        keep what was made"
    })
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--data",
      paramLabel = "FILE_OR_URL",
      description = "Real bookings, .csv or .csv.gz. Default: generated ones.")
  @Nullable String data;

  @Option(
      names = "--no-drift",
      description = "Generated bookings keep their nature: nothing drifts.")
  boolean noDrift;

  @Option(names = "--exit", description = "Stop at the end instead of serving the UI.")
  boolean exit;

  @Option(names = "--report", paramLabel = "FILE", description = "Write what happened as JSON.")
  @Nullable Path report;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "Port; 0 takes any free one. Default: ${DEFAULT-VALUE}")
  int port;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where everything is kept; it must not hold another demo. Default: a new folder that is"
              + " deleted at the end.")
  @Nullable Path dataDirectory;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting of the server.")
  Map<String, String> settings = new HashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Demo demo = Demo.prepare(Optional.ofNullable(data), !noDrift);
    Optional<Path> passing =
        dataDirectory == null ? Optional.of(Folders.temporary("loopline-demo")) : Optional.empty();
    Path folder = passing.orElseGet(() -> java.util.Objects.requireNonNull(dataDirectory));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(() -> UpCommand.stopAndWait(stop, stopped));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      ServerOptions options = new ServerOptions();
      options.dataDirectory = folder;
      options.settings = settings;
      try (Server server =
          Server.start(folder, options.load(Map.of("server.port", Integer.toString(port))))) {
        demo.play(server.url(), Optional.ofNullable(report));
        if (!exit) {
          System.out.println("\nLook around at " + server.url() + " — Ctrl-C stops.");
          stop.await();
        }
      }
    } finally {
      passing.ifPresent(Folders::delete);
      stopped.countDown();
    }
    return 0;
  }
}
