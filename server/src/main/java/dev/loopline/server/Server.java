package dev.loopline.server;

import dev.loopline.http.AccessPolicy;
import dev.loopline.http.HttpConfig;
import dev.loopline.http.HttpServer;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The running server. */
public final class Server implements AutoCloseable {
  private final Platform platform;
  private final HttpServer http;
  private final Optional<Worker> worker;
  private final String host;

  private Server(Platform platform, HttpServer http, Optional<Worker> worker, String host) {
    this.platform = platform;
    this.http = http;
    this.worker = worker;
    this.host = host;
  }

  /**
   * Opens everything under the data directory and listens; when it returns, the server is ready.
   */
  public static Server start(Path dataDirectory, Config config) {
    AccessPolicy policy = Guard.of(config);
    Kernel kernel = Kernel.open(kernelOptions(dataDirectory, config), WallClock.system());
    AutoCloseable opened = kernel;
    try {
      Platform platform = Platform.open(kernel);
      opened = platform;
      String host = config.get(Settings.HOST);
      HttpConfig http =
          new HttpConfig(
              host,
              config.get(Settings.PORT),
              hosts(config),
              Duration.ofSeconds(config.get(Settings.DRAIN)));
      LocalWorker.Secret secret = LocalWorker.secret(kernel);
      HttpServer listening =
          HttpServer.start(http, platform.routes(), secret.before(policy), platform.metrics());
      platform.begin();
      return new Server(
          platform, listening, LocalWorker.start(kernel, config, listening.port(), secret), host);
    } catch (RuntimeException e) {
      close(opened, e);
      throw e;
    }
  }

  private static void close(AutoCloseable opened, RuntimeException reason) {
    try {
      opened.close();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }

  /** How the kernel of a server with this configuration is opened; the audit opens it alike. */
  public static Kernel.Options kernelOptions(Path dataDirectory, Config config) {
    return new Kernel.Options(
        dataDirectory,
        Optional.of(config.get(Settings.DATABASE)).filter(url -> !url.isEmpty()),
        config.get(Settings.SEED),
        Platform.COMPONENTS);
  }

  private static Set<String> hosts(Config config) {
    return Arrays.stream(config.get(Settings.HOSTS).split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Whether the UI was built into this server. */
  public boolean hasUi() {
    return UiRoutes.isThere();
  }

  public int port() {
    return http.port();
  }

  public String url() {
    return "http://" + (host.equals("127.0.0.1") ? "localhost" : host) + ":" + port();
  }

  @Override
  public void close() {
    worker.ifPresent(Worker::close);
    http.close();
    platform.close();
  }
}
