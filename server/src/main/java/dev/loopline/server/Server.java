package dev.loopline.server;

import dev.loopline.features.assembly.FeatureStoreFactory;
import dev.loopline.http.AccessPolicy;
import dev.loopline.http.HttpConfig;
import dev.loopline.http.HttpServer;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The running server. */
public final class Server implements AutoCloseable {
  private final Platform platform;
  private final HttpServer http;
  private final Optional<Worker> worker;

  private Server(Platform platform, HttpServer http, Optional<Worker> worker) {
    this.platform = platform;
    this.http = http;
    this.worker = worker;
  }

  /**
   * Opens everything under the data directory and listens; when it returns, the server is ready.
   */
  public static Server start(Path dataDirectory, Config config) {
    AccessPolicy policy = Guard.of(config);
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    Thread.ofPlatform().daemon().name("libraries").start(Server::loadLibraries);
    try {
      Kernel kernel = Kernel.open(kernelOptions(dataDirectory, config), WallClock.system());
      opened.push(kernel);
      Platform platform =
          Platform.open(kernel, RegistrySettings.options(config), LineageSettings.target(config));
      opened.clear();
      opened.push(platform);
      LocalWorker.Secret secret = LocalWorker.secret(kernel);
      HttpServer http =
          HttpServer.start(
              listening(config), platform.routes(), secret.before(policy), platform.metrics());
      opened.push(http);
      platform.begin();
      return new Server(platform, http, LocalWorker.start(kernel, config, http.url(), secret));
    } catch (RuntimeException e) {
      opened.forEach(part -> close(part, e));
      throw e;
    }
  }

  /** Beside the opening of the database, in the order in which they are needed. */
  private static void loadLibraries() {
    FeatureStoreFactory.loadLibrary();
    HttpServer.loadLibrary();
  }

  private static void close(AutoCloseable opened, RuntimeException reason) {
    try {
      opened.close();
    } catch (Exception e) {
      reason.addSuppressed(e);
    }
  }

  private static HttpConfig listening(Config config) {
    return new HttpConfig(
        config.get(Settings.HOST),
        config.get(Settings.PORT),
        names(config.get(Settings.HOSTS)),
        names(config.get(Settings.ORIGINS)),
        Duration.ofSeconds(config.get(Settings.DRAIN)));
  }

  /** How the kernel of a server with this configuration is opened; the audit opens it alike. */
  public static Kernel.Options kernelOptions(Path dataDirectory, Config config) {
    return new Kernel.Options(
        dataDirectory,
        Optional.of(config.get(Settings.DATABASE)).filter(url -> !url.isEmpty()),
        config.get(Settings.SEED),
        Platform.COMPONENTS);
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
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
    return http.url().replace("//127.0.0.1:", "//localhost:");
  }

  /** Takes no new tasks and requests, lets what is under way end, then closes the machine. */
  @Override
  public void close() {
    worker.ifPresent(Worker::close);
    http.close();
    platform.close();
  }
}
