package dev.loopline.bench.screen;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import dev.loopline.bench.Bench;
import dev.loopline.bench.Figure;
import dev.loopline.bench.Folders;
import dev.loopline.bench.Load;
import dev.loopline.bench.RawHttp;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of 20,000 runs in a browser: frames while one scrolls, beside plain text in the same
 * browser; and jumps until rows are painted, beside the one search that a jump needs.
 */
public final class ScreenBench implements Bench {
  private static final int RUNS = 20_000;
  private static final int SECONDS = 3;

  /** A page read by turning the wheel, and one that is rushed through. */
  private static final int[] SPEEDS = {1_500, 4_000};

  private static final double[] PLACES = {1, 0.5, 0.25, 0.75, 0.1};
  private static final double LEAST_FRAMES = 57;
  private static final double MOST_MS = 300;

  @Override
  public String name() {
    return "screen";
  }

  @Override
  public String summary() {
    return "the table of 20,000 runs in Chromium (CHROMIUM): 60 frames a second, jumps in 300 ms";
  }

  @Override
  public List<Figure> run() throws Exception {
    Path chromium =
        Path.of(Optional.ofNullable(System.getenv("CHROMIUM")).orElse("/usr/bin/chromium"));
    if (!Files.isExecutable(chromium)) {
      throw new IllegalStateException(
          "There is no Chromium at " + chromium + ". Install it, or name it in CHROMIUM.");
    }
    Path folder = Files.createTempDirectory("loopline-bench-");
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    try (Server server = Server.start(folder, config)) {
      int port = URI.create(server.url()).getPort();
      String experiment = new SweptRuns(port, "bench").write(RUNS);
      return figures(chromium, server.url() + "/p/bench/runs", port, experiment);
    } finally {
      Folders.delete(folder);
    }
  }

  private static List<Figure> figures(Path chromium, String url, int port, String experiment)
      throws Exception {
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu")))) {
      RunsTable table =
          new RunsTable(browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 900)));
      List<Figure> figures = new ArrayList<>(jumps(table, url, port, experiment));
      figures.addAll(scrolls(table, url));
      return figures;
    }
  }

  private static List<Figure> jumps(RunsTable table, String url, int port, String experiment)
      throws Exception {
    double floor;
    try (RawHttp http = new RawHttp(port)) {
      byte[] last =
          RawHttp.request(
              "POST",
              "/api/2.0/mlflow/runs/search",
              "{\"experiment_ids\":[\"" + experiment + "\"],\"max_results\":100,\"offset\":19900}");
      floor = Load.median(21, () -> http.send(last)) * 1_000;
    }
    table.open(url);
    double end = table.jump(PLACES[0]);
    double[] others = Arrays.stream(PLACES).skip(1).map(table::jump).sorted().toArray();
    return List.of(
        jump("last-row", end, floor), jump("slowest-of-four", others[others.length - 1], floor));
  }

  private static Figure jump(String name, double ms, double floor) {
    return new Figure(
        "screen.jump." + name,
        ms,
        "ms",
        floor,
        ms / floor,
        "<= 300 ms until painted",
        ms <= MOST_MS);
  }

  private static List<Figure> scrolls(RunsTable table, String url) {
    List<RunsTable.Seen> seen = new ArrayList<>();
    for (int speed : SPEEDS) {
      table.open(url);
      seen.add(table.scroll(speed, SECONDS));
    }
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < SPEEDS.length; i++) {
      table.open(url);
      table.plain();
      double floor = table.scroll(SPEEDS[i], SECONDS).frames();
      String name = "screen.scroll." + SPEEDS[i] + "-pixels-a-second";
      RunsTable.Seen it = seen.get(i);
      figures.add(
          new Figure(
              name,
              it.frames(),
              "frames/s",
              floor,
              it.frames() / floor,
              ">= 57 frames/s",
              it.frames() >= LEAST_FRAMES));
      figures.add(
          new Figure(
              name + ".gaps",
              it.gaps(),
              "% of frames",
              null,
              null,
              "0: every row in sight is there",
              it.gaps() == 0));
    }
    return figures;
  }
}
