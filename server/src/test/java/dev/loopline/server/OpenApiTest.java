package dev.loopline.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.config.Config;
import dev.loopline.kernel.json.Json;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.SettableClock;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published document against the routes, and against what a running server answers. */
class OpenApiTest {
  /** Lists that are short by their nature, or cut at the most frequent, and come whole. */
  private static final Set<String> WHOLE =
      Set.of(
          "listArtifacts",
          "listFiles",
          "listLoggedKeys",
          "listLoggedValues",
          "listPipelines",
          "listRefs",
          "listStages",
          "planBackfill");

  /** What they answer depends on what is asked about, and they ask for it. */
  private static final Set<String> ASK_FOR_MORE =
      Set.of(
          "getLineage",
          "getLineageOfNobody",
          "listLineageNeighbours",
          "listLineageNeighboursOfNobody",
          "listLineageReached",
          "listLineageReachedOfNobody");

  @TempDir Path folder;

  @Test
  void everyRouteIsDocumentedAndEveryDocumentedOneServed() {
    withRoutes(
        routes -> {
          Set<String> served = new TreeSet<>();
          Set<String> ids = new TreeSet<>();
          for (Route route : routes) {
            if (route.published()) {
              served.add(route.method() + " " + route.path().replace("{+", "{"));
              assertThat(ids.add(route.id())).as("unique id " + route.id()).isTrue();
              assertThat(route.summary()).as(route.id()).isNotEmpty();
            }
          }
          Set<String> documented = new TreeSet<>();
          OpenApiRoutes.describe(routes)
              .path("paths")
              .properties()
              .forEach(
                  path ->
                      path.getValue()
                          .fieldNames()
                          .forEachRemaining(
                              method ->
                                  documented.add(
                                      method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
          assertThat(documented).isEqualTo(served);
        });
  }

  @Test
  void everyListIsPagedByCursorOrKnownToBeShort() {
    withRoutes(
        routes -> {
          for (Route route : routes) {
            if (route.id().startsWith("list")) {
              assertThat(route.listing())
                  .as(route.id())
                  .isEqualTo(
                      WHOLE.contains(route.id()) ? Route.Listing.WHOLE : Route.Listing.PAGED);
            }
          }
        });
  }

  @Test
  void answersOfARunningServerFitTheirPublishedSchemas() {
    try (Server server =
        Server.start(
            folder.resolve("data"),
            Config.load(
                Settings.all(),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Map.of("server.port", "0", "worker.slots", "0")))) {
      Http http = new Http(server.url());
      http.post("/api/v1/products", "{\"name\":\"hotel\"}");
      JsonNode api = http.get("/openapi").json();
      assertThat(api.path("openapi").asText()).isEqualTo("3.1.0");
      Set<String> checked = new TreeSet<>();
      for (Map.Entry<String, JsonNode> path : api.path("paths").properties()) {
        String concrete = path.getKey().replace("{product}", "hotel");
        JsonNode schema = path.getValue().at("/get/responses/2XX/content/application~1json/schema");
        String id = path.getValue().at("/get/operationId").asText();
        if (!concrete.contains("{") && schema.isObject() && !ASK_FOR_MORE.contains(id)) {
          Http.Answer answer = http.get(concrete);
          if (answer.status() == 200) {
            checked.add(id);
            check(answer, concrete, schema, api);
          } else {
            // A new product has no commits yet, and nothing to report.
            assertThat(answer.status()).as(concrete + ": " + answer.text()).isIn(204, 404);
          }
        }
      }
      assertThat(checked)
          .contains("listEvents", "getEventHead", "listProducts", "getProduct", "getLoop")
          .hasSizeGreaterThan(12);
    }
  }

  private static void check(Http.Answer answer, String path, JsonNode schema, JsonNode api) {
    ObjectNode whole = Json.object();
    whole.set("$ref", schema.path("$ref"));
    whole.set("components", api.path("components"));
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Json.write(whole), InputFormat.JSON);
    assertThat(compiled.validate(answer.json())).as(path + " answered " + answer.text()).isEmpty();
  }

  private void withRoutes(Consumer<List<Route>> check) {
    Kernel kernel =
        Engine.SQLITE.kernel(
            folder,
            SettableClock.at("2026-01-01T00:00:00Z"),
            Platform.COMPONENTS.toArray(String[]::new));
    try (Platform platform = Platform.open(kernel)) {
      check.accept(platform.routes());
    }
  }
}
