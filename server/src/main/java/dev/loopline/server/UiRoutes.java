package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.HttpError;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The UI, from the jar: its files, and its one page for every path that no component owns. Paths
 * are looked up among the jar's resources and never touch the file system.
 */
final class UiRoutes {
  private static final String ROOT = "/dev/loopline/ui/";
  private static final Set<String> COMPONENTS =
      Set.of("api", "ajax-api", "git", "v2", "health", "metrics", "openapi");
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json",
          "woff2", "font/woff2");

  /** As web/README.md promises it; a test holds the two together. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final String ASSETS = "assets/";
  private static final String WITHOUT =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>Loopline</title>
      <p>This server was built without its UI, because Node was not installed. Install Node 20 and
      run <code>./loopline</code> again to get it. The API is described at
      <a href="/openapi">/openapi</a>.</p></html>
      """;

  List<Route> routes() {
    return List.of(
        Route.get("/")
            .access(Access.OPEN)
            .id("getUi")
            .tag("server")
            .summary("The UI")
            .internal()
            .to(call -> page()),
        Route.get("/{+path}")
            .access(Access.OPEN)
            .id("getUiFile")
            .tag("server")
            .summary("The UI's files, and its page for every other path")
            .internal()
            .to(this::file));
  }

  private Reply file(Call call) {
    String path = call.path("path");
    if (COMPONENTS.contains(path.split("/", 2)[0])) {
      throw new LooplineException(
          HttpError.ROUTE_NOT_FOUND,
          "There is nothing at GET /" + path + ". GET /openapi lists what there is.");
    }
    byte[] bytes = read(SafePath.of(path).toString());
    if (bytes == null && path.startsWith(ASSETS)) {
      throw new LooplineException(
          HttpError.ROUTE_NOT_FOUND, "The UI has no file " + path + "; reload its page.");
    }
    if (bytes == null) {
      return page();
    }
    String extension = path.substring(path.lastIndexOf('.') + 1);
    String type = Optional.ofNullable(TYPES.get(extension)).orElse("application/octet-stream");
    // Files below assets/ carry a hash in their name: what a name holds never changes.
    String cache = path.startsWith(ASSETS) ? "public, max-age=31536000, immutable" : "no-cache";
    return answer(bytes, type, cache);
  }

  private static Reply page() {
    byte[] built = read("index.html");
    byte[] bytes = built == null ? WITHOUT.getBytes(StandardCharsets.UTF_8) : built;
    return answer(bytes, "text/html; charset=utf-8", "no-cache");
  }

  private static Reply answer(byte[] bytes, String type, String cache) {
    return Reply.stream(type, out -> out.write(bytes))
        .header("Content-Length", Integer.toString(bytes.length))
        .header("Cache-Control", cache)
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff");
  }

  private static byte @Nullable [] read(String path) {
    try (InputStream in = UiRoutes.class.getResourceAsStream(ROOT + path)) {
      return in == null ? null : in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the UI was built into the server. */
  static boolean isThere() {
    return UiRoutes.class.getResource(ROOT + "index.html") != null;
  }
}
