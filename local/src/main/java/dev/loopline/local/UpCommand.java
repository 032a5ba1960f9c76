package dev.loopline.local;

import dev.loopline.server.Server;
import java.util.Map;
import java.util.concurrent.Callable;
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
      "  loopline up --set server.host=0.0.0.0 --set server.hosts=ml.example.org"
          + " --set server.tokens=tokens.txt"
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
    try (Foreground foreground = Foreground.begin();
        Server server = Server.start(options.dataDirectory, options.load(flags))) {
      System.out.println(
          "Loopline is ready at " + server.url() + (server.hasUi() ? "" : " (without its UI)"));
      if (!stopWhenReady) {
        foreground.await();
      }
    }
    return 0;
  }
}
