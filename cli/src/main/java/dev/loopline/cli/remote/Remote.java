package dev.loopline.cli.remote;

import dev.loopline.client.LooplineClient;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every verb that talks to a server. */
public final class Remote {
  @Option(
      names = "--server",
      paramLabel = "URL",
      defaultValue = "${env:LOOPLINE_SERVER:-http://localhost:8080}",
      description =
          "The server. Default: the variable LOOPLINE_SERVER, or else http://localhost:8080.")
  URI server = URI.create("http://localhost:8080");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "A bearer token, where the server asks for one. Default: LOOPLINE_TOKEN.")
  @Nullable String token;

  /** A client of the server; the caller closes it. */
  public LooplineClient connect() {
    String scheme = String.valueOf(server.getScheme());
    if (server.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new CommandFailed(
          "'" + server + "' is no server's address; give one such as http://localhost:8080.");
    }
    return new LooplineClient(
        server,
        Optional.ofNullable(token)
            .or(() -> Optional.ofNullable(System.getenv("LOOPLINE_TOKEN")))
            .filter(t -> !t.isBlank()));
  }
}
