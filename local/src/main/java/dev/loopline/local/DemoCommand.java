package dev.loopline.local;

import dev.loopline.local.demo.Demo;
import dev.loopline.local.demo.Folders;
import dev.loopline.local.demo.ReportFile;
import dev.loopline.server.Server;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
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
      description = "Port; 0 takes any free one. Default: 8080, or what server.port says.")
  @Nullable Integer port;

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
    Optional<Path> reportFile = Optional.ofNullable(report);
    reportFile.ifPresent(ReportFile::requireWritable);
    Demo demo = Demo.prepare(Optional.ofNullable(data), !noDrift);
    try (Foreground foreground = Foreground.begin()) {
      if (dataDirectory != null) {
        return play(foreground, demo, dataDirectory, reportFile);
      }
      Path passing = Folders.temporary("loopline-demo");
      try {
        return play(foreground, demo, passing, reportFile);
      } finally {
        Folders.delete(passing);
      }
    }
  }

  private int play(Foreground foreground, Demo demo, Path folder, Optional<Path> reportFile)
      throws InterruptedException {
    ServerOptions options = new ServerOptions();
    options.dataDirectory = folder;
    options.settings = settings;
    Map<String, String> flags =
        port == null ? Map.of() : Map.of("server.port", Integer.toString(port));
    AtomicBoolean reported = new AtomicBoolean();
    try (Server server = Server.start(folder, options.load(flags))) {
      boolean whole = foreground.play(() -> reported.set(demo.play(server.url(), reportFile)));
      if (!whole) {
        System.out.println("\nStopped before the end of the data.");
      } else if (!exit) {
        System.out.println("\nLook around at " + server.url() + " — Ctrl-C stops.");
        foreground.await();
      }
    }
    return reported.get() ? 0 : 1;
  }
}
