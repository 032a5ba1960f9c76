package dev.loopline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The UI in a real browser. A visit fails on a script error, on a request that fails, and where
 * what it names is not on the page once all was read; it leaves a picture, light and dark, in
 * target/screenshots.
 */
final class Pages implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");
  private static final Path CHROMIUM =
      Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));

  private static final int WIDE = 1440;
  private static final int NARROW = 390;
  private static final int HEIGHT = 900;

  private final String url;
  private final Playwright playwright;
  private final Browser browser;

  /** Pages that are only looked at share what the browser has cached. */
  private final BrowserContext shared;

  private Pages(String url, Playwright playwright, Browser browser) {
    this.url = url;
    this.playwright = playwright;
    this.browser = browser;
    this.shared = context(WIDE);
  }

  static Pages open(String url) {
    assumeTrue(
        Files.isExecutable(CHROMIUM),
        "No Chromium at "
            + CHROMIUM
            + ": no page was looked at. Install it, or name it in CHROMIUM.");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
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

  /** What is looked for inside a page's main part. */
  interface Sight extends Function<Locator, Locator> {}

  static Sight heading(String name) {
    return main ->
        main.getByRole(
            AriaRole.HEADING, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Something of a role whose name contains this. */
  static Sight part(AriaRole role, String name) {
    return main -> main.getByRole(role, new Locator.GetByRoleOptions().setName(name));
  }

  static Sight text(String exact) {
    return main -> main.getByText(exact, new Locator.GetByTextOptions().setExact(true));
  }

  /** Where a picture of something that was done is left. */
  static Path shot(String name) {
    return SCREENSHOTS.resolve(name + "-light.png");
  }

  /** Looks at a page in both colour schemes. */
  void visit(String name, String path, Sight... sights) {
    on(
        shared,
        path,
        visit -> {
          visit.sees(sights);
          visit.picture(SCREENSHOTS.resolve(name + "-light.png"));
          visit
              .page()
              .emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
          visit.sees(sights);
          visit.picture(SCREENSHOTS.resolve(name + "-dark.png"));
        });
  }

  /** Looks at a page on a screen as narrow as a telephone's. */
  void narrow(String name, String path, Sight... sights) {
    try (BrowserContext context = context(NARROW)) {
      on(
          context,
          path,
          visit -> {
            visit.sees(sights);
            visit.picture(SCREENSHOTS.resolve(name + "-narrow.png"));
          });
    }
  }

  /** Opens a page in a browser of its own and does there what a user would. */
  void use(String path, Consumer<Visit> what) {
    try (BrowserContext context = context(WIDE)) {
      on(context, path, what);
    }
  }

  private BrowserContext context(int width) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setColorScheme(ColorScheme.LIGHT)
            // A picture taken in the midst of a transition shows neither state.
            .setReducedMotion(ReducedMotion.REDUCE)
            .setViewportSize(width, HEIGHT));
  }

  private void on(BrowserContext context, String path, Consumer<Visit> what) {
    try (Page page = context.newPage()) {
      Visit visit = new Visit(page);
      page.navigate(url + path);
      visit.settle();
      what.accept(visit);
      assertThat(visit.complaints()).as(path).isEmpty();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
