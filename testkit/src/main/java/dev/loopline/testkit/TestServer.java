package dev.loopline.testkit;

import dev.loopline.http.AccessPolicy;
import dev.loopline.http.HttpConfig;
import dev.loopline.http.HttpServer;
import dev.loopline.http.RequestObserver;
import dev.loopline.http.Route;
import java.util.List;

/** Routes behind the real server, on a free port. */
public final class TestServer implements AutoCloseable {
  private final HttpServer server;

  private TestServer(HttpServer server) {
    this.server = server;
  }

  public static TestServer start(List<Route> routes) {
    return start(routes, AccessPolicy.loopback("tester"));
  }

  public static TestServer start(List<Route> routes, AccessPolicy policy) {
    return new TestServer(
        HttpServer.start(HttpConfig.loopback(0), routes, policy, RequestObserver.none()));
  }

  public String url() {
    return "http://localhost:" + server.port();
  }

  public Http http() {
    return new Http(url());
  }

  @Override
  public void close() {
    server.close();
  }
}
