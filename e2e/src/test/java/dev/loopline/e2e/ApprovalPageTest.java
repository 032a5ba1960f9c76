package dev.loopline.e2e;

import static dev.loopline.e2e.Pages.part;
import static dev.loopline.e2e.Pages.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.NewExperiment;
import dev.loopline.metadata.NewRun;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.product.Products;
import dev.loopline.product.assembly.ProductFactory;
import dev.loopline.registry.Lineage;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Signature;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A promotion between people: one asks with evidence, another one decides. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalPageTest {
  private static final String MODEL = "hotel.cancellation";
  private static final String PAGE = "/p/hotel/models/" + MODEL;
  private static final String APPROVALS = "/p/hotel/approvals";
  private static final String DECLARED =
      """
      name: hotel
      goal: Fewer empty rooms
      roles:
        mlEngineer: [ana, emil]
        dataScientist: [zoe]
      """;

  @TempDir static Path folder;
  private Server server;

  @BeforeAll
  void make() throws Exception {
    Path data = folder.resolve("data");
    try (Kernel kernel =
        Kernel.open(
            new Kernel.Options(
                data, Optional.empty(), 1, List.of("product", "metadata", "registry")),
            WallClock.system())) {
      Products products = ProductFactory.open(kernel);
      products.create("hotel", "ana");
      kernel
          .db()
          .change(
              tx ->
                  products.apply(
                      tx, "hotel", "c0ffee", Yaml.parse("product.yaml", DECLARED), "ana"));
      Metadata metadata = MetadataFactory.open(kernel);
      long experiment =
          metadata.experiments().create(NewExperiment.named("hotel/training"), "ana").id();
      for (int i = 1; i <= 3; i++) {
        NewRun run = new NewRun(experiment, "fit-" + i, "ana", Instant.EPOCH, Map.of());
        String id = metadata.runs().create(run, "ana").id();
        RegistryFactory.open(kernel).register("hotel", trained(kernel, i, id), "ana");
      }
    }
    Path tokens = Files.writeString(folder.resolve("tokens"), tokens());
    server =
        Server.start(
            data,
            Config.load(
                Settings.all(),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Map.of("server.port", "0", "server.tokens", tokens.toString())));
    rest();
  }

  /** Lineage is read off the log: a page that is opened before has none yet. */
  private void rest() {
    try (LooplineClient client =
        new LooplineClient(URI.create(server.url()), Optional.of(token("ana")))) {
      assertThat(client.awaitRest(Duration.ofSeconds(30))).isTrue();
    }
  }

  private static NewVersion trained(Kernel kernel, int number, String run) {
    Digest onnx =
        kernel.artifacts().put(("onnx " + number).getBytes(StandardCharsets.UTF_8)).digest();
    return new NewVersion(
        MODEL,
        Map.of(NewVersion.ONNX, onnx),
        new Signature(List.of(new Signature.Input("nights", "number", List.of())), "probability"),
        Map.of("test_auc", 0.8 + number / 100.0),
        Map.of(),
        new Lineage(
            run,
            "pipeline-run-" + number,
            "c0ffee",
            "",
            "booking",
            "d",
            1,
            10,
            "7",
            Instant.EPOCH));
  }

  private static String token(String name) {
    return "a-token-that-only-" + name + "-has";
  }

  private static String tokens() {
    StringBuilder lines = new StringBuilder();
    for (String name : List.of("ana", "emil", "zoe")) {
      lines.append(name).append(" READ,WRITE ").append(token(name)).append('\n');
    }
    return lines.toString();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private static void as(String name, Pages pages, String path, Consumer<Visit> what) {
    pages.use(
        "/",
        visit -> {
          visit.signIn(token(name));
          visit.go(path);
          what.accept(visit);
        });
  }

  private static void ask(Visit visit) {
    visit.click(AriaRole.BUTTON, "Ask for its promotion");
    visit.main().getByLabel("Fact 1, value").fill("/p/hotel/compare");
    visit.main().getByText("one more fact").click();
    visit.main().getByLabel("Fact 2, name").fill("auc");
    visit.main().getByLabel("Fact 2, value").fill("0.82");
    visit.main().getByRole(AriaRole.BUTTON, exactly("Ask")).click();
  }

  private static Locator.GetByRoleOptions exactly(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void whoAskedMayNotApproveAndAnotherDoes() {
    try (Pages pages = Pages.open(server.url())) {
      as(
          "ana",
          pages,
          PAGE + "/2",
          ana -> {
            ask(ana);
            ana.sees(text("waits for approval"));
            assertThat(ana.main().getByRole(AriaRole.BUTTON, exactly("Approve")).count()).isZero();
            ana.sees(main -> main.getByText("Waits for emil."));
            ana.picture(Pages.shot("approval-asked"));

            as("zoe", pages, APPROVALS, zoe -> zoe.sees(main -> main.getByText("waits for emil")));
            as(
                "emil",
                pages,
                APPROVALS + "?of=me",
                emil -> {
                  emil.sees(text("1 waiting"));
                  emil.picture(Pages.shot("approvals-waiting"));
                  emil.click(AriaRole.LINK, "Look and decide");
                  emil.sees(part(AriaRole.HEADING, MODEL + " v2"));
                  emil.main().getByLabel("Reason").fill("better on ripe bookings");
                  emil.main().getByRole(AriaRole.BUTTON, exactly("Approve")).click();
                  emil.sees(text("approved"));
                });

            // She is told without asking again.
            ana.sees(
                text("approved"),
                text("Promotion approved"),
                main -> main.getByText("better on ripe bookings"));
            ana.sees(main -> main.getByText("What was approved is built, tested and deployed"));
            ana.picture(Pages.shot("approval-given"));
            ana.go(APPROVALS + "?decision=promoted");
            ana.sees(part(AriaRole.LINK, MODEL + " v2"));
          });
    }
  }

  @Test
  void aRefusalArchivesAndSaysWhy() {
    try (Pages pages = Pages.open(server.url())) {
      as(
          "zoe",
          pages,
          PAGE + "/3",
          zoe -> {
            ask(zoe);
            zoe.sees(text("waits for approval"));
          });
      as(
          "ana",
          pages,
          PAGE + "/3",
          ana -> {
            ana.main().getByLabel("Reason").fill("too few rows");
            ana.main().getByRole(AriaRole.BUTTON, exactly("Refuse")).click();
            ana.sees(text("refused"), text("too few rows"));
            ana.sees(main -> main.locator(".pagehead").getByText("Archived"));
          });
    }
  }
}
