package dev.loopline.e2e;

import static dev.loopline.e2e.Pages.heading;
import static dev.loopline.e2e.Pages.part;
import static dev.loopline.e2e.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import dev.loopline.testkit.Http;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The table and the comparison of more runs than a page of the search holds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunsPageTest {
  private static final String P = "/p/desk";
  private static final String ML = "/api/2.0/mlflow";
  private static final int RUNS = 1_240;
  private static final long START = 1_700_000_000_000L;
  private static final long APART_MS = 3_600_000;

  @TempDir static Path folder;
  private Server server;

  @BeforeAll
  void make() {
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    server = Server.start(folder, config);
    try (LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      client.createProduct("desk");
    }
    Http http = new Http(server.url());
    String experiment =
        http.post(ML + "/experiments/create", Map.of("name", "desk/sweep"))
            .json()
            .path("experiment_id")
            .asText();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (int i = 0; i < RUNS; i++) {
        int number = i;
        threads.submit(() -> run(http, experiment, number));
      }
    }
  }

  private static void run(Http http, String experiment, int number) {
    String id =
        http.post(
                ML + "/runs/create",
                Map.of(
                    "experiment_id",
                    experiment,
                    "run_name",
                    "try-" + number,
                    "start_time",
                    START + number * APART_MS))
            .json()
            .at("/run/info/run_id")
            .asText();
    Map<String, Object> auc =
        Map.of("key", "auc", "value", 0.5 + number % 50 / 100.0, "timestamp", 1, "step", 0);
    List<Map<String, String>> params =
        List.of(
            Map.of("key", "depth", "value", "" + number % 10),
            Map.of("key", "eta", "value", "" + (1 + number % 7) / 10.0));
    http.post(
        ML + "/runs/log-batch", Map.of("run_id", id, "metrics", List.of(auc), "params", params));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theLastRowIsOneKeyAway() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/runs",
          visit -> {
            visit.sees(part(AriaRole.ROW, "try-" + (RUNS - 1)));
            visit.press("End");
            Locator last = visit.main().locator("tr[aria-rowindex='" + (RUNS + 1) + "']");
            visit.sees(main -> last.getByText("try-0", exact()));
            assertThat(last.evaluate("row => row === document.activeElement")).isEqualTo(true);
            visit.press("ArrowUp");
            visit.press("x");
            visit.sees(text("1 selected"));
            visit.press("Enter");
            visit.sees(part(AriaRole.HEADING, "try-1"));
            visit.page().goBack();
            visit.press("End");
            visit.press("Home");
            visit.sees(part(AriaRole.ROW, "try-" + (RUNS - 1)));
          });
    }
  }

  @Test
  void theScrollBarLeadsToAnyRow() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/runs?order=m.auc",
          visit -> {
            visit.sees(part(AriaRole.TABLE, "Runs"));
            for (double share : new double[] {0.8, 0.3, 1, 0.5}) {
              visit
                  .main()
                  .getByRole(AriaRole.REGION, named("Runs"))
                  .evaluate("(box, share) => box.scrollTop = box.scrollHeight * share", share);
              visit.page().waitForCondition(() -> visit.main().locator("tr.unread").count() == 0);
            }
            assertThat(middle(visit)).startsWith("0.7");
          });
    }
  }

  /** The metric of the row in the table's middle. */
  private static String middle(Visit visit) {
    return (String)
        visit
            .main()
            .getByRole(AriaRole.REGION, named("Runs"))
            .evaluate(
                """
                box => {
                  const at = box.getBoundingClientRect();
                  const row = document.elementFromPoint(at.x + 300, at.y + at.height / 2).closest('tr');
                  return [...row.cells].find(c => c.querySelector('.bar')).textContent;
                }""");
  }

  @Test
  void aTimeIsChosenByDraggingOverTheStrip() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/runs",
          visit -> {
            Locator strip = visit.main().locator(".density svg");
            strip.waitFor();
            drag(visit, strip, 0.5, 0.5, 0.75, 0.5);
            visit.page().waitForURL(Pattern.compile("start_time"));
            // A quarter of the time, and so of the runs.
            visit.sees(main -> main.getByText(Pattern.compile("^[23]\\d\\d of 1\\D?240$")));
            assertThat(visit.main().getByText("try-" + (RUNS - 1), exact()).count()).isZero();
          });
    }
  }

  @Test
  void runsAreChosenByDraggingAlongAnAxis() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/compare?top=200",
          visit -> {
            visit.sees(text("drag along an axis to choose among them"));
            Locator lines = visit.main().getByRole(AriaRole.IMG, named("200 runs over"));
            // The first axis, from a little above its middle down to its end.
            drag(visit, lines, axisAt(lines), 0.45, axisAt(lines), 0.97);
            Locator told = visit.main().getByText(Pattern.compile("^\\d+ within what is brushed$"));
            told.waitFor();
            int within = Integer.parseInt(told.textContent().split(" ")[0]);
            assertThat(within).isBetween(60, 140);
            visit.picture(Pages.shot("compare-brushed"));
            visit.click(AriaRole.BUTTON, "Compare these " + within);
            visit.sees(heading("Compare " + within + " runs"));
          });
    }
  }

  /** Where the first axis stands, as a share of the width: charts leave 50 pixels left of it. */
  private static double axisAt(Locator chart) {
    return 50 / chart.boundingBox().width;
  }

  /** From one place of a thing to another, each as shares of its width and height. */
  private static void drag(Visit visit, Locator thing, double x, double y, double toX, double toY) {
    thing.scrollIntoViewIfNeeded();
    BoundingBox box = thing.boundingBox();
    Mouse mouse = visit.page().mouse();
    mouse.move(box.x + box.width * x, box.y + box.height * y);
    mouse.down();
    mouse.move(
        box.x + box.width * toX, box.y + box.height * toY, new Mouse.MoveOptions().setSteps(8));
    mouse.up();
  }

  private static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name);
  }

  private static Locator.GetByTextOptions exact() {
    return new Locator.GetByTextOptions().setExact(true);
  }
}
