package dev.loopline.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.product.assembly.ProductFactory;
import dev.loopline.product.http.ProductRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import dev.loopline.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProductsTest {
  private static final String COMPLETE =
      """
      name: hotel
      goal: Fewer empty rooms through late cancellations
      kpi: {name: AUC of cancellations, target: 0.75}
      value: {currency: EUR, truePositive: 20, falsePositive: -5}
      problem: {type: classification, target: is_canceled, metric: auc, threshold: 0.7}
      data:
        entity: booking_id
        eventTime: booked_at
        label: {column: is_canceled, knownAt: outcome_at, ripeAfter: arrival_date}
        history: P1Y
      roles: {dataScientist: [ana]}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void aDeclaredProductIsTrainableAndItsRevisionsAreKept(Engine engine) throws Exception {
    try (Kernel kernel = open(engine)) {
      Products products = ProductFactory.open(kernel);
      products.create("hotel", "ana");
      apply(kernel, products, "c1", COMPLETE);
      apply(kernel, products, "c1", COMPLETE);
      apply(kernel, products, "c2", COMPLETE.replace("0.75", "0.8"));

      ProductView view = products.require("hotel");
      assertThat(view.revision()).isEqualTo(2);
      assertThat(view.commit()).isEqualTo("c2");
      assertThat(products.requireTrainable("hotel").kpi())
          .isEqualTo(new ProductSpec.Kpi("AUC of cancellations", 0.8, null));
      assertThat(kernel.events().awaitAfter(2, Duration.ofSeconds(20))).isTrue();
      assertThat(kernel.events().page(new EventQuery("hotel", null, null, null, 10, false)))
          .extracting(Event::type)
          .containsExactly("product.created", "product.declared", "product.declared");
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutTargetLabelOrMeasureNothingIsTrained(Engine engine) {
    try (Kernel kernel = open(engine)) {
      Products products = ProductFactory.open(kernel);
      products.create("hotel", "ana");
      assertThatThrownBy(() -> products.requireTrainable("hotel"))
          .hasMessageContaining("has no product.yaml yet");

      apply(kernel, products, "c1", "name: hotel\ngoal: Fewer empty rooms\n");
      assertThatThrownBy(() -> products.requireTrainable("hotel"))
          .isInstanceOf(LooplineException.class)
          .hasMessageContaining("problem.target is missing")
          .hasMessageContaining("data.label is missing")
          .hasMessageContaining("kpi is missing");

      apply(kernel, products, "c2", COMPLETE.replace("type: classification", "type: regression"));
      assertThatThrownBy(() -> products.requireTrainable("hotel"))
          .hasMessageContaining("only classification is trained yet");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeclarationThatDoesNotFitIsRefusedWithFileAndLineAndChangesNothing(Engine engine) {
    try (Kernel kernel = open(engine)) {
      Products products = ProductFactory.open(kernel);
      products.create("hotel", "ana");

      assertThatThrownBy(
              () -> apply(kernel, products, "c1", COMPLETE.replace("target: 0.75", "target: high")))
          .hasMessageContaining("product.yaml:3: kpi.target");
      assertThatThrownBy(
              () -> apply(kernel, products, "c1", COMPLETE.replace("history: P1Y", "history: PX")))
          .hasMessageContaining("product.yaml:10: data.history: 'PX' is no ISO-8601 duration");
      assertThatThrownBy(
              () -> apply(kernel, products, "c1", COMPLETE.replace("name: hotel", "name: motel")))
          .hasMessageContaining("product.yaml:1: the name is 'motel'");
      assertThat(products.require("hotel").revision()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void declarationsAtTheSameTimeAllBecomeRevisions(Engine engine) {
    try (Kernel kernel = open(engine)) {
      Products products = ProductFactory.open(kernel);
      products.create("hotel", "ana");
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < 12; i++) {
          String commit = "c" + i;
          threads.submit(() -> apply(kernel, products, commit, COMPLETE));
        }
      }
      assertThat(products.require("hotel").revision()).isEqualTo(12);
    }
  }

  @ParameterizedTest
  @EnumSource
  void overHttpProductsAreCreatedListedAndGated(Engine engine) {
    try (Kernel kernel = open(engine);
        TestServer server = TestServer.start(ProductRoutes.routes(ProductFactory.open(kernel)))) {
      Http http = server.http();
      assertThat(http.post("/api/v1/products", "{\"name\":\"hotel\"}").status()).isEqualTo(201);
      assertThat(http.post("/api/v1/products", "{\"name\":\"hotel\"}").code())
          .isEqualTo("PRODUCT_EXISTS");
      assertThat(http.post("/api/v1/products", "{\"name\":\"../x\"}").code())
          .isEqualTo("PRODUCT_NAME_INVALID");
      assertThat(http.post("/api/v1/products", "{\"name\":null}").status()).isEqualTo(400);
      http.post("/api/v1/products", "{\"name\":\"airline\"}");

      assertThat(http.get("/api/v1/products?limit=1").json().path("nextCursor").asText())
          .isEqualTo("airline");
      assertThat(http.get("/api/v1/products?limit=1&cursor=airline").json().path("items"))
          .singleElement()
          .satisfies(p -> assertThat(p.path("name").asText()).isEqualTo("hotel"));
      assertThat(http.get("/api/v1/products/hotel").json().path("missingForTraining")).hasSize(1);
      assertThat(http.get("/api/v1/products/none").code()).isEqualTo("PRODUCT_NOT_FOUND");
      assertThat(http.get("/api/v1/schemas/product.schema.json").json().path("title").asText())
          .isEqualTo("Loopline product");
    }
  }

  private Kernel open(Engine engine) {
    return engine.kernel(folder, SettableClock.at("2026-01-01T00:00:00Z"), "product");
  }

  private static void apply(Kernel kernel, Products products, String commit, String yaml) {
    YamlDocument document = Yaml.parse("product.yaml", yaml);
    kernel.db().change(tx -> products.apply(tx, "hotel", commit, document, "ana"));
  }
}
