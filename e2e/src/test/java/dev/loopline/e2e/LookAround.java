package dev.loopline.e2e;

import static dev.loopline.e2e.Pages.heading;
import static dev.loopline.e2e.Pages.part;
import static dev.loopline.e2e.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.AriaRole;
import dev.loopline.client.LooplineClient;
import java.util.regex.Pattern;

/** Every page of the UI, as a played demo and as an empty product leave it. */
final class LookAround {
  private static final String P = "/p/hotel-bookings";
  private static final String API = "/api/v1/products/hotel-bookings";
  private static final String MODEL = "hotel-bookings.cancellation";

  private final Pages pages;
  private final LooplineClient client;

  LookAround(Pages pages, LooplineClient client) {
    this.pages = pages;
    this.client = client;
  }

  void everyPage() {
    final String run = first(API + "/pipeline-runs?pipeline=training", "id");
    final JsonNode version =
        client.get(API + "/models/" + MODEL + "/versions").path("items").path(0);
    final String tracked = version.path("run").asText();
    final String prediction = first(API + "/endpoints/cancellation/predictions", "id");
    final String challenge = first(API + "/challenges", "id");
    final String delivery = first(API + "/deliveries", "id");
    final String event = first("/api/v1/events?product=hotel-bookings", "id");

    pages.visit("products", "/", heading("Products"), part(AriaRole.LINK, "hotel-bookings"));
    pages.visit("all-experiments", "/experiments", part(AriaRole.LINK, "hotel-bookings/training"));
    pages.visit("loop", P, part(AriaRole.BUTTON, "Step 26, Monitoring: done"));
    pages.visit("loop-list", P + "?as=list", part(AriaRole.ROW, "Continuous training"));
    pages.visit("loop-step", P + "?step=25", heading("Predictions"), heading("Step 25"));
    pages.visit("product", P + "/product", heading("Fewer empty rooms and fewer walked guests"));
    pages.visit("sources", P + "/sources", part(AriaRole.ROW, "bookings"));
    pages.visit("analysis", P + "/sources/bookings", text("3 leakage suspects"));
    pages.visit("views", P + "/views", part(AriaRole.ROW, "booking"));
    pages.visit(
        "view", P + "/views/booking", part(AriaRole.ROW, "lead_time"), heading("Snapshots"));
    pages.visit("pipelines", P + "/pipelines", part(AriaRole.ROW, "training"));
    pages.visit("pipeline", P + "/pipelines/training", part(AriaRole.BUTTON, "Run now"));
    pages.visit("pipeline-run", P + "/pipeline-runs/" + run, part(AriaRole.BUTTON, "prepare"));
    pages.visit("experiments", P + "/experiments", part(AriaRole.ROW, "hotel-bookings/training"));
    pages.visit("runs", P + "/runs", part(AriaRole.ROW, "train-2016"));
    pages.visit("run", P + "/runs/" + tracked, heading("Artifacts"), text("test_auc"));
    pages.visit(
        "lineage",
        P + "/lineage?kind=run&id=" + tracked,
        part(AriaRole.LINK, "model version: "),
        part(AriaRole.LINK, "data snapshot: "),
        part(AriaRole.LINK, "deployment: "));
    pages.visit("compare", P + "/compare", heading("Differences"));
    pages.visit("models", P + "/models", part(AriaRole.ROW, MODEL));
    pages.visit(
        "model",
        P + "/models/" + MODEL,
        part(AriaRole.ROW, "v2"),
        part(AriaRole.GROUP, "versions, from"),
        part(AriaRole.SLIDER, "Versions by stage"));
    pages.visit(
        "version",
        P + "/models/" + MODEL + "/1",
        heading("Made from"),
        heading("Files"),
        heading("Environment"),
        main -> main.getByText(Pattern.compile("^Show \\d+ libraries$")),
        part(AriaRole.TABLE, "Signature"),
        heading("History"));
    pages.visit(
        "versions-compare",
        P + "/models/" + MODEL + "/compare?versions=2,1",
        part(AriaRole.TABLE, "Versions side by side"));
    pages.visit("approvals", P + "/approvals", text("Nothing waits for approval"));
    pages.visit("webhooks", P + "/webhooks", text("No webhook yet"));
    pages.visit("llm-traces", P + "/llm-traces", text("No trace yet"));
    pages.visit("evaluation", P + "/evaluation", text("No scorer yet"));
    pages.visit("endpoints", P + "/endpoints", part(AriaRole.ROW, "cancellation"));
    pages.visit("endpoint", P + "/endpoints/cancellation", heading("Predictions per day"));
    pages.visit("predictions", P + "/predictions", part(AriaRole.TABLE, "Recent predictions"));
    pages.visit("trace", P + "/predictions/" + prediction, text("traced to its goal"));
    pages.visit("monitors", P + "/monitors", part(AriaRole.TABLE, "Challenges"));
    pages.visit(
        "monitor",
        P + "/monitors/cancellation",
        part(AriaRole.GROUP, "AUC by month"),
        part(AriaRole.BUTTON, "lead_time: highest PSI"),
        part(AriaRole.IMG, "by bin"));
    pages.visit("challenge", P + "/challenges/" + challenge, heading("v1, the first promoted"));
    pages.visit("deliveries", P + "/deliveries", part(AriaRole.TABLE, "Deliveries"));
    pages.visit("delivery", P + "/deliveries/" + delivery, part(AriaRole.BUTTON, "build"));
    pages.visit(
        "search",
        P + "/search?q=metrics.test_auc%20%3E%200.1&cols=run_name,metrics.test_auc",
        part(AriaRole.ROW, "train-2016"));
    pages.visit(
        "search-all",
        "/search?kind=predictions",
        heading("Search"),
        part(AriaRole.TABLE, "Predictions"));
    pages.visit("code", P + "/code?file=product.yaml", text("product.yaml"), heading("Commits"));
    pages.visit("events", P + "/events", part(AriaRole.ROW, "Event time is"));
    pages.visit("event", P + "/events/" + event, heading("Envelope"));
    pages.narrow("loop", P, heading("The loop"));
    pages.narrow("monitor", P + "/monitors/cancellation", part(AriaRole.GROUP, "AUC by month"));
  }

  void verbs() {
    pages.use(
        P,
        visit -> {
          visit.press("Control+k");
          visit.page().getByRole(AriaRole.COMBOBOX).fill("monitor");
          visit.press("ArrowDown");
          visit.press("ArrowUp");
          visit.press("Enter");
          visit.page().waitForURL("**" + P + "/monitors**");
          visit.settle();
          visit.press("t");
          visit.page().goBack();
          visit.sees(heading("The loop"));
        });
    pages.use(
        P + "/runs",
        visit -> {
          visit.press("/");
          visit.page().getByLabel("Query").fill("metrics.test_auc > 2");
          visit.sees(part(AriaRole.BUTTON, "Clear the query"));
          visit.click(AriaRole.BUTTON, "Clear the query");
          visit.sees(part(AriaRole.ROW, "train-2016"));
        });
    pages.use(
        P,
        visit -> {
          Object before = background(visit);
          visit.click(AriaRole.BUTTON, "Theme");
          assertThat(background(visit)).isNotEqualTo(before);
        });
    pages.use(
        P,
        visit -> {
          visit.press("[");
          visit.sees(text("as it was"));
          visit.press("[");
          visit.press("[");
          visit.sees(part(AriaRole.BUTTON, "After"));
          assertThat(visit.page().url()).contains("at=");
          visit.press("]");
          visit.press("Escape");
          visit.page().waitForCondition(() -> !visit.page().url().contains("at="));
        });
    pages.use(
        P + "/code?file=product.yaml",
        visit -> {
          Download saved = visit.page().waitForDownload(() -> visit.click(AriaRole.LINK, "save"));
          assertThat(saved.suggestedFilename()).isEqualTo("product.yaml");
          assertThat(saved.failure()).isNull();
        });
    pages.use(
        P + "?at=2016-08-01",
        visit ->
            visit.sees(text("as it was"), part(AriaRole.BUTTON, "Step 23, Push to the registry")));
  }

  /** A product of which nothing is known: each page teaches what fills it. */
  void emptyProduct(String product) {
    client.createProduct(product);
    String at = "/p/" + product;
    pages.visit("empty-loop", at, heading("Start the loop"));
    pages.visit("empty-product", at + "/product", text("Nothing is declared yet"));
    pages.visit("empty-sources", at + "/sources", text("No source yet"));
    pages.visit("empty-views", at + "/views", text("No feature view yet"));
    pages.visit("empty-experiments", at + "/experiments", text("No experiment yet"));
    pages.visit("empty-compare", at + "/compare", text("No runs to compare"));
    pages.visit("empty-lineage", at + "/lineage", text("Of what?"));
    pages.visit("empty-runs", at + "/runs", text("No run yet"));
    pages.visit("empty-pipelines", at + "/pipelines", text("No pipeline yet"));
    pages.visit("empty-models", at + "/models", text("No model yet"));
    pages.visit("empty-approvals", at + "/approvals", text("Nothing waits for approval"));
    pages.visit("empty-traces", at + "/llm-traces", text("No trace yet"));
    pages.visit("empty-evaluation", at + "/evaluation", text("No dataset yet"));
    pages.visit("empty-endpoints", at + "/endpoints", text("No endpoint yet"));
    pages.visit("empty-monitors", at + "/monitors", text("Nothing is watched yet"));
    pages.visit("empty-deliveries", at + "/deliveries", text("Nothing delivered yet"));
  }

  private static Object background(Visit visit) {
    return visit.page().evaluate("() => getComputedStyle(document.body).backgroundColor");
  }

  private String first(String path, String field) {
    return client.get(path).path("items").path(0).path(field).asText();
  }
}
