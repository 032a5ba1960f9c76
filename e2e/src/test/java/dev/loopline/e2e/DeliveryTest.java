package dev.loopline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.config.Config;
import dev.loopline.server.Server;
import dev.loopline.server.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a push sets off, with the ordinary git. */
class DeliveryTest {
  private static final String PRODUCT = "hotel-bookings";
  private static final Path EXAMPLE =
      Path.of(System.getenv("LOOPLINE_HOME"), "examples", "hotel-bookings");

  @TempDir Path folder;

  private Server start() {
    Config config =
        Config.load(
            Settings.all(), Optional.empty(), Map.of(), Set.of(), Map.of("server.port", "0"));
    return Server.start(folder.resolve("data"), config);
  }

  @Test
  void whatDoesNotFitOrFailsItsTestsIsNotDeliveredAndSaysWhy() throws Exception {
    try (Server server = start();
        LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      client.createProduct(PRODUCT);
      Path work = checkout(server);

      edit(work, "pipelines/training.yaml", "uses: train\n", "uses: trian\n");
      edit(
          work, "features/bookings.yaml", "lead_time,\n        hotel", "leed_time,\n        hotel");
      JsonNode broken = push(client, work, "a typing error");
      assertThat(broken.path("state").asText()).isEqualTo("FAILED");
      String why = step(broken, "validate").path("error").asText();
      assertThat(why).contains("pipelines/training.yaml:").contains("trian").contains("train");
      assertThat(why).contains("features/bookings.yaml:").contains("leed_time");
      assertThat(step(broken, "register").path("state").asText()).isNotEqualTo("SUCCEEDED");
      assertThat(items(client, "views")).isEmpty();
      assertThat(items(client, "artifacts")).isEmpty();

      edit(work, "pipelines/training.yaml", "uses: trian\n", "uses: train\n");
      edit(work, "features/bookings.yaml", "leed_time,", "lead_time,");
      edit(work, "ci.yaml", "sh tests/no-leakage.sh", "sh tests/no-leakage.sh && exit 3");
      JsonNode failing = push(client, work, "a test that fails");
      assertThat(failing.path("state").asText()).isEqualTo("FAILED");
      assertThat(step(failing, "validate").path("state").asText()).isEqualTo("SUCCEEDED");
      assertThat(step(failing, "test").path("state").asText()).isEqualTo("FAILED");
      assertThat(
              client.text(
                  "/api/v1/pipeline-runs/" + failing.path("run").asText() + "/tasks/test/log"))
          .contains("No feature knows the future.");
      assertThat(items(client, "views")).isEmpty();

      edit(work, "ci.yaml", " && exit 3", "");
      JsonNode good = push(client, work, "as it should be");
      assertThat(good.path("state").asText()).as(good.toString()).isEqualTo("SUCCEEDED");
      assertThat(good.path("steps")).allMatch(s -> s.path("seconds").isNumber());
      assertThat(good.path("artifact").asText()).startsWith("sha256:");
      assertThat(items(client, "views")).hasSize(1);
      assertThat(items(client, "pipelines")).hasSize(2);
      assertThat(items(client, "artifacts").path(0).path("version").asInt()).isEqualTo(1);
    }
  }

  @Test
  void withoutALabelNothingIsTrainedAndTheRunSaysWhatIsMissingAndWhere() throws Exception {
    try (Server server = start();
        LooplineClient client = new LooplineClient(URI.create(server.url()), Optional.empty())) {
      client.createProduct(PRODUCT);
      Path work = checkout(server);
      edit(
          work,
          "product.yaml",
          "  label: {column: is_canceled, knownAt: reservation_status_date, ripeAfter:"
              + " departure_date}\n",
          "");
      assertThat(push(client, work, "no label").path("state").asText()).isEqualTo("SUCCEEDED");
      String run =
          client
              .post(LooplineClient.path(PRODUCT, "pipelines", "training", "runs"), Map.of())
              .path("id")
              .asText();
      assertThat(client.awaitRest(Duration.ofSeconds(60))).isTrue();
      JsonNode ended = client.get("/api/v1/pipeline-runs/" + run);
      assertThat(ended.path("state").asText()).isEqualTo("FAILED");
      assertThat(ended.path("tasks").toString()).contains("data.label is missing");
    }
  }

  private Path checkout(Server server) throws Exception {
    Path work = folder.resolve("work");
    git(folder, "clone", server.url() + "/git/" + PRODUCT + ".git", work.toString());
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.toList()) {
        Path target = work.resolve(EXAMPLE.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    return work;
  }

  private static void edit(Path work, String file, String from, String to) throws Exception {
    String before = Files.readString(work.resolve(file));
    assertThat(before).contains(from);
    Files.writeString(work.resolve(file), before.replace(from, to));
  }

  private static JsonNode push(LooplineClient client, Path work, String message) throws Exception {
    git(work, "add", ".");
    git(work, "-c", "user.name=Ana", "-c", "user.email=ana@x", "commit", "-qm", message);
    git(work, "push", "-q", "origin", "HEAD:main");
    assertThat(client.awaitRest(Duration.ofSeconds(60))).isTrue();
    return items(client, "deliveries").path(0);
  }

  private static void git(Path folder, String... arguments) throws Exception {
    String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static JsonNode items(LooplineClient client, String what) {
    return client.get(LooplineClient.path(PRODUCT, what)).path("items");
  }

  private static JsonNode step(JsonNode delivery, String name) {
    for (JsonNode step : delivery.path("steps")) {
      if (step.path("name").asText().equals(name)) {
        return step;
      }
    }
    throw new AssertionError("no step " + name + " in " + delivery);
  }
}
