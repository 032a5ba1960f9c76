package dev.loopline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The UI in a real browser; a script error, a failed request or a missing text fails the visit. */
final class Pages implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final String url;
  private final Playwright playwright;
  private final Browser browser;

  private Pages(String url, Playwright playwright, Browser browser) {
    this.url = url;
    this.playwright = playwright;
    this.browser = browser;
  }

  static Pages open(String url) {
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
    return new Pages(url, playwright, browser);
  }

  /** Looks at a page, light and dark, and leaves a picture of each in target/screenshots. */
  void visit(String name, String path, String text) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (BrowserContext context =
          browser.newContext(
              new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1440, 900))) {
        List<String> errors = new ArrayList<>();
        Page page = context.newPage();
        page.onPageError(errors::add);
        page.onConsoleMessage(
            m -> {
              if (m.type().equals("error")) {
                errors.add(m.text());
              }
            });
        page.onResponse(
            r -> {
              if (r.status() >= 400) {
                errors.add(r.status() + " " + r.url());
              }
            });
        page.navigate(url + path);
        page.getByText(text).first().waitFor();
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(
                    SCREENSHOTS.resolve(
                        name + "-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png")));
        assertThat(errors).as(path).isEmpty();
      }
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
