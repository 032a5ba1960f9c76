package dev.loopline.e2e;

import static dev.loopline.e2e.Pages.part;
import static dev.loopline.e2e.Pages.text;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import dev.loopline.testkit.Http;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks that were delivered, that are tried again, and that were given up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhooksPageTest {
  private static final String PAGE = "/p/desk/webhooks";

  @TempDir static Path folder;
  private HttpServer receiver;
  private Server server;

  @BeforeAll
  void make() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/builds", 200, "{\"queued\":true}");
    answer("/chat", 503, "upstream connect error or disconnect/reset before headers");
    answer("/gone", 410, "This hook was removed on 2026-01-04.");
    receiver.start();
    server =
        Server.start(
            folder,
            Config.load(
                Settings.all(),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Map.of(
                    "server.port", "0",
                    "webhooks.allow-private", "true",
                    "webhooks.schemes", "http",
                    // So that what fails is still being tried while one looks.
                    "webhooks.retries", "20")));
    try (LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      client.createProduct("desk");
    }
    Http http = new Http(server.url());
    hook(http, "builds", "Starts the nightly image of a model that came in");
    hook(http, "chat", "Tells the team's room");
    hook(http, "gone", "");
    for (int i = 1; i <= 3; i++) {
      http.post("/api/2.0/mlflow/registered-models/create", Map.of("name", "reviews-" + i));
    }
  }

  private void answer(String path, int status, String text) {
    receiver.createContext(
        path,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          byte[] body = text.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private void hook(Http http, String name, String description) {
    Http.Answer made =
        http.post(
            "/api/2.0/mlflow/webhooks",
            Map.of(
                "name",
                name,
                "description",
                description,
                "url",
                "http://localhost:" + receiver.getAddress().getPort() + "/" + name,
                "events",
                List.of(
                    Map.of("entity", "REGISTERED_MODEL", "action", "CREATED"),
                    Map.of("entity", "MODEL_VERSION", "action", "CREATED"))));
    if (made.status() != 200) {
      throw new IllegalStateException(made.text());
    }
  }

  @AfterAll
  void stop() {
    server.close();
    receiver.stop(0);
  }

  @Test
  void whatWasSentIsShownWithWhatCameBack() {
    try (Pages pages = Pages.open(server.url())) {
      pages.visit("webhooks-delivered", at(pages, "builds"), text("delivered"));
      pages.visit("webhooks-retried", at(pages, "chat"), text("tried again soon"));
      pages.visit(
          "webhooks-failed", at(pages, "gone"), text("given up"), part(AriaRole.ROW, "410"));
      pages.narrow("webhooks-delivered", at(pages, "builds"), text("delivered"));
    }
  }

  /** The page of the webhook of a name, found as somebody would. */
  private static String at(Pages pages, String name) {
    String[] found = new String[1];
    pages.use(
        PAGE,
        visit -> {
          visit
              .main()
              .getByText(name, new Locator.GetByTextOptions().setExact(true))
              .first()
              .click();
          visit.page().waitForURL("**webhook=**");
          found[0] = PAGE + "?" + URI.create(visit.page().url()).getQuery();
        });
    return found[0];
  }
}
