package dev.loopline.local;

import dev.loopline.server.Server;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code loopline up}: the server, in the foreground. */
@Command(
    name = "up",
    description = "Starts the server in the foreground; Ctrl-C or SIGTERM stops it.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  loopline up",
      "  loopline up --port 9000 --data-dir /srv/loopline",
      "  loopline up --set database.url=jdbc:postgresql://db/loopline?user=loopline",
      "  loopline up --set server.host=0.0.0.0 --set server.tokens=tokens.txt"
    })
final class UpCommand implements Callable<Integer> {
  @Mixin ServerOptions options = new ServerOptions();

  @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 takes any free one.")
  @Nullable Integer port;

  @Option(names = "--stop-when-ready", hidden = true)
  boolean stopWhenReady;

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> flags =
        port == null ? Map.of() : Map.of("server.port", Integer.toString(port));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (Server server = Server.start(options.dataDirectory, options.load(flags))) {
      System.out.println(
          "Loopline is ready at " + server.url() + (server.hasUi() ? "" : " (without its UI)"));
      if (stopWhenReady) {
        return 0;
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped)));
      stop.await();
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /** On SIGTERM the JVM waits for this hook, and the hook for the server's clean end. */
  static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
