package dev.loopline.http;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * The server behind the routes: HTTP/1.1 on virtual threads, TCP_NODELAY on, headers and bodies
 * limited, foreign hosts and origins refused, every route guarded.
 */
public final class HttpServer implements AutoCloseable {
  private static final int MAX_HEADERS = 32 * 1024;

  /** Room for a query of the search at its longest, percent-encoded. */
  private static final int MAX_REQUEST_LINE = 64 * 1024;

  private static final int MAX_CONNECTIONS = 10_000;

  private final WebServer server;
  private final Dispatcher dispatcher;
  private final Deadlines deadlines;
  private final HttpConfig config;

  private HttpServer(
      WebServer server, Dispatcher dispatcher, Deadlines deadlines, HttpConfig config) {
    this.server = server;
    this.dispatcher = dispatcher;
    this.deadlines = deadlines;
    this.config = config;
  }

  /** Sets up what {@link #start} needs of Helidon, which can be done meanwhile elsewhere. */
  public static void loadLibrary() {
    HttpRouting.builder();
  }

  /** Starts listening; a port that is taken is a {@code CONFLICT} that says so. */
  public static HttpServer start(
      HttpConfig config, List<Route> routes, AccessPolicy policy, RequestObserver observer) {
    refuseTakenPort(config);
    RouteIndex index = new RouteIndex(routes);
    Deadlines deadlines = new Deadlines();
    Dispatcher dispatcher = new Dispatcher(index, policy, deadlines, observer);
    HttpRouting.Builder routing = HttpRouting.builder();
    routing.addFilter(new ForeignRequests(config));
    // One handler for all: Helidon would try its routes one after the other.
    routing.any(dispatcher::dispatch);
    routing.error(Throwable.class, dispatcher::failed);
    WebServer server =
        WebServer.builder()
            .host(config.host())
            .address(address(config.host()))
            .port(config.port())
            .shutdownHook(false)
            .connectionOptions(
                SocketOptions.builder()
                    .tcpNoDelay(true)
                    .socketReceiveBufferSize(65536)
                    .buildPrototype())
            .maxTcpConnections(MAX_CONNECTIONS)
            .idleConnectionTimeout(Duration.ofMinutes(2))
            .shutdownGracePeriod(Duration.ofMillis(200))
            .contentEncoding(new BodyEncodings())
            .addProtocol(
                Http1Config.builder()
                    .maxHeadersSize(MAX_HEADERS)
                    .maxPrologueLength(MAX_REQUEST_LINE)
                    .build())
            .routing(routing)
            .build();
    try {
      server.start();
    } catch (RuntimeException e) {
      deadlines.close();
      throw e;
    }
    return new HttpServer(server, dispatcher, deadlines, config);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new LooplineException(
          KernelError.INVALID_SETTING, "The host '" + host + "' is not known on this machine.", e);
    }
  }

  /** Asked beforehand, because the server itself may share a port that another one listens on. */
  private static void refuseTakenPort(HttpConfig config) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(address(config.host()), config.port()));
    } catch (IOException e) {
      throw new LooplineException(
          KernelError.CONFLICT,
          "Port "
              + config.port()
              + " on "
              + config.host()
              + " cannot be used ("
              + e.getMessage()
              + "). Stop what listens there, or choose another with --port.",
          e);
    }
  }

  public int port() {
    return server.port();
  }

  /** Where those on this machine reach it. */
  public String url() {
    return "http://" + config.authority(port());
  }

  /** Takes no new work, lets what is under way end for the drain time, then stops. */
  @Override
  public void close() {
    dispatcher.drain(config.drain());
    server.stop();
    deadlines.close();
  }
}
