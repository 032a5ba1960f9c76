package dev.loopline.e2e;

import static dev.loopline.e2e.Pages.heading;
import static dev.loopline.e2e.Pages.part;
import static dev.loopline.e2e.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The pages of what plain MLflow clients made, looked at and used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MlflowPagesTest {
  private static final String P = "/p/desk";
  private static final String MODEL = P + "/models/" + MlflowMade.MODEL;

  @TempDir static Path folder;
  private Server server;
  private String trace;

  @BeforeAll
  void make() {
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    server = Server.start(folder, config);
    try (LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      client.createProduct("desk");
    }
    trace = new MlflowMade(server.url(), "desk").everything();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void everyPageOfThemShowsThem() {
    try (Pages pages = Pages.open(server.url())) {
      pages.visit("mlflow-models", P + "/models?of=none", part(AriaRole.ROW, MlflowMade.MODEL));
      pages.visit(
          "mlflow-model",
          MODEL,
          part(AriaRole.GROUP, "f1 of 3 versions"),
          part(AriaRole.SLIDER, "Versions by stage"),
          part(AriaRole.ROW, "v2"));
      pages.visit(
          "mlflow-version",
          MODEL + "/2",
          part(AriaRole.TABLE, "Signature"),
          part(AriaRole.ROW, "MLmodel"),
          heading("Input example"),
          text("No card yet"),
          text("scikit-learn==1.7.1"));
      pages.visit(
          "mlflow-compare",
          MODEL + "/compare?versions=3,2",
          part(AriaRole.TABLE, "Versions side by side"),
          text("epochs"));
      pages.visit("llm-traces", P + "/llm-traces", part(AriaRole.ROW, "answer"));
      pages.visit(
          "llm-trace",
          P + "/llm-traces/" + trace,
          part(AriaRole.TREE, "3 spans"),
          text("There is no such booking."));
      pages.visit(
          "evaluation",
          P + "/evaluation",
          part(AriaRole.TABLE, "Records"),
          part(AriaRole.ROW, "correctness"));
      pages.visit("webhooks", P + "/webhooks", text("No webhook yet"));
      pages.visit("approvals", P + "/approvals", text("Nothing waits for approval"));
      pages.narrow("mlflow-version", MODEL + "/2", part(AriaRole.TABLE, "Signature"));
    }
  }

  @Test
  void aVersionIsCardedTaggedAliasedAndMoved() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          MODEL + "/3",
          visit -> {
            visit.click(AriaRole.BUTTON, "Write it");
            visit.main().getByLabel("Intended use").fill("Sorting **reviews**");
            visit.main().getByLabel("Metrics by part").fill("language = en; 900; f1=0.9");
            visit.click(AriaRole.BUTTON, "Write revision 1");
            visit.sees(text("reviews"), part(AriaRole.IMG, "f1 by part of the data"));
            visit.main().getByLabel("Alias", exact()).fill("next");
            visit.main().getByLabel("Alias", exact()).press("Enter");
            visit.sees(part(AriaRole.BUTTON, "Take the alias next away"));
            visit.main().getByLabel("Key of the tag").fill("team");
            visit.main().getByLabel("Value of the tag").fill("guests");
            visit.main().getByLabel("Value of the tag").press("Enter");
            visit.sees(part(AriaRole.BUTTON, "Take the tag team away"));
            visit.click(AriaRole.BUTTON, "Move to a stage");
            visit.page().getByLabel("Staging").check();
            visit.click(AriaRole.BUTTON, "Move it");
            visit.sees(text("Moved to staging from no stage"));
          });
    }
  }

  @Test
  void aQueryThatIsWrongSaysWhere() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/models?of=all",
          visit -> {
            visit.press("/");
            visit.main().getByLabel("Query of models").fill("sentiment");
            visit.press("Enter");
            visit.sees(part(AriaRole.ROW, MlflowMade.MODEL));
            assertThat(visit.page().url()).contains("q=sentiment");
          });
      pages.use(
          P + "/llm-traces",
          visit -> {
            visit.press("/");
            visit.main().getByLabel("Query of traces").fill("span.type = 'TOOL'");
            visit.press("Enter");
            visit.sees(part(AriaRole.ROW, "answer"));
            visit
                .main()
                .getByLabel("Query of traces")
                .fill("trace.status = 'OK' AND span.type = 'NONE'");
            visit.press("Enter");
            visit.sees(text("No trace fits the query"));
          });
    }
  }

  @Test
  void spansAreWalkedByArrowsAndJudged() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/llm-traces/" + trace,
          visit -> {
            visit.main().getByRole(AriaRole.TREE).focus();
            visit.press("ArrowDown");
            visit.press("ArrowDown");
            visit.sees(heading("look up"), text("no such booking"));
            visit.press("ArrowLeft");
            visit.press("ArrowLeft");
            visit.sees(text("2 below"));
            visit.click(AriaRole.BUTTON, "Say something of it");
            visit.main().getByLabel("Judgement").fill("yes");
            visit.click(AriaRole.BUTTON, "Say it");
            visit.sees(text("true"));
          });
    }
  }

  @Test
  void aWebhookIsMadePausedAndDeleted() {
    try (Pages pages = Pages.open(server.url())) {
      pages.use(
          P + "/webhooks",
          visit -> {
            visit.press("n");
            visit.main().getByLabel("Name").fill("ci");
            visit.main().getByLabel("Address").fill("https://example.org/hook");
            visit.click(AriaRole.BUTTON, "Make one");
            visit.click(AriaRole.BUTTON, "Make it");
            visit.sees(text("Nothing was sent yet"));
            visit.click(AriaRole.BUTTON, "Pause");
            visit.sees(text("paused"));
            visit.click(AriaRole.BUTTON, "Delete");
            visit.click(AriaRole.BUTTON, "Delete it");
            visit.sees(text("No webhook yet"));
          });
    }
  }

  private static Locator.GetByLabelOptions exact() {
    return new Locator.GetByLabelOptions().setExact(true);
  }
}
