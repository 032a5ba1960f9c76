package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.assembly.MetadataFactory;
import dev.loopline.metadata.http.MlflowRoutes;
import dev.loopline.registry.Signature.Input;
import dev.loopline.registry.assembly.RegistryFactory;
import dev.loopline.registry.http.RegistryImportRoutes;
import dev.loopline.registry.http.RegistryMlflowRoutes;
import dev.loopline.registry.http.RegistryRoutes;
import dev.loopline.registry.http.WebhookImportRoutes;
import dev.loopline.registry.spi.Deployments;
import dev.loopline.registry.spi.Deployments.Endpoint;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The registry and the metadata store behind a real server. */
record RegistryFixture(
    Kernel kernel,
    ModelRegistry registry,
    TestServer server,
    Map<String, Set<String>> approvers,
    Map<String, List<Endpoint>> endpoints)
    implements AutoCloseable {
  static final String API = "/api/2.0/mlflow";

  /** Webhooks may reach this machine, and do not wait. */
  static final RegistryOptions OPTIONS =
      new RegistryOptions(
          Stages.with("Canary"),
          "",
          new RegistryOptions.Delivery(
              Set.of("http", "https"), true, 3, Duration.ofMillis(1), Duration.ofSeconds(10)));

  static RegistryFixture start(Engine engine, Path folder) {
    return start(engine.kernel(folder, "metadata", "registry"), OPTIONS);
  }

  static RegistryFixture start(Engine engine, Path folder, WallClock clock) {
    return start(engine.kernel(folder, clock, "metadata", "registry"), OPTIONS);
  }

  static RegistryFixture start(Kernel kernel, RegistryOptions options) {
    Metadata metadata = MetadataFactory.open(kernel);
    Map<String, Set<String>> approvers = new ConcurrentHashMap<>();
    Map<String, List<Endpoint>> endpoints = new ConcurrentHashMap<>();
    Deployments deployments = (tx, product, model) -> endpoints.getOrDefault(model, List.of());
    ModelRegistry registry =
        RegistryFactory.open(
            kernel,
            metadata,
            product -> approvers.getOrDefault(product, Set.of()),
            deployments,
            options);
    TestServer server =
        TestServer.start(
            Stream.of(
                    MlflowRoutes.routes(metadata),
                    RegistryMlflowRoutes.routes(registry),
                    RegistryImportRoutes.routes(
                        RegistryFactory.imports(
                            kernel,
                            metadata,
                            deployments,
                            options,
                            MetadataFactory.imports(kernel).ledger()),
                        options.stages()),
                    WebhookImportRoutes.routes(registry.webhooks()),
                    RegistryRoutes.routes(registry))
                .flatMap(List::stream)
                .toList());
    return new RegistryFixture(kernel, registry, server, approvers, endpoints);
  }

  Http http() {
    return server.http();
  }

  Http.Answer post(String path, Object body) {
    return http().post(API + path, body);
  }

  Http.Answer patch(String path, Object body) {
    return http().send("PATCH", API + path, body);
  }

  Http.Answer delete(String path, Object body) {
    return http().send("DELETE", API + path, body);
  }

  Http.Answer get(String path) {
    return http().get(API + path);
  }

  void model(String name) {
    post("/registered-models/create", Map.of("name", name));
  }

  /** The version's number. */
  String version(String name) {
    return version(name, "s3://bucket/path/to/model");
  }

  String version(String name, String source) {
    JsonNode made = post("/model-versions/create", Map.of("name", name, "source", source)).json();
    return made.path("model_version").path("version").asText();
  }

  /** What a training pipeline registers. */
  static NewVersion trained(Kernel kernel, String run) {
    Digest onnx = kernel.artifacts().put("onnx".getBytes(StandardCharsets.UTF_8)).digest();
    return new NewVersion(
        "hotel.cancellation",
        Map.of(NewVersion.ONNX, onnx),
        new Signature(
            List.of(
                new Input("hotel", "string", List.of("City", "Resort")),
                new Input("nights", "number", List.of())),
            "probability"),
        Map.of("auc", 0.8),
        Map.of(),
        new Lineage("r", run, "c", "", "booking", "d", 1, 10, "7", Instant.EPOCH));
  }

  @Override
  public void close() {
    server.close();
    registry.close();
    kernel.close();
  }
}
