package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.ArtifactView;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.product.DeclarationTarget.Delivered;
import dev.loopline.source.Repositories;
import dev.loopline.source.TreeEntry;
import dev.loopline.workflow.spi.InProcessStep;
import dev.loopline.workflow.spi.IsolatedStep;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import dev.loopline.workflow.spi.StepType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a push goes through. Each step takes from the one before a digest, so that what was
 * validated is what is tested, packaged and registered.
 */
final class DeliverySteps {
  private static final String ARCHIVE = "source.tar";
  private static final String MANIFEST = "manifest.json";

  private final Kernel kernel;
  private final Repositories repositories;
  private final Declarations declarations;

  DeliverySteps(Kernel kernel, Repositories repositories, Declarations declarations) {
    this.kernel = kernel;
    this.repositories = repositories;
    this.declarations = declarations;
  }

  List<StepType> all() {
    return List.of(
        inProcess("delivery.checkout", this::checkout),
        inProcess("delivery.validate", this::validate),
        new TestStep(),
        inProcess("delivery.package", this::pack),
        inProcess("delivery.deliver", this::deliver),
        inProcess("delivery.register", this::register));
  }

  static InProcessStep inProcess(String name, StepWork work) {
    return new InProcessStep() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public StepResult run(StepContext context) throws Exception {
        return work.run(context);
      }
    };
  }

  /** What an in-process step does. */
  @FunctionalInterface
  interface StepWork {
    StepResult run(StepContext context) throws Exception;
  }

  private StepResult checkout(StepContext context) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    long total = 0;
    for (TreeEntry entry : repositories.files(context.product(), context.commit())) {
      total += entry.size();
      SourceArchive.requireSize(total);
      files.put(
          entry.path(),
          repositories.read(
              context.product(),
              context.commit(),
              SafePath.of(entry.path()),
              SourceArchive.LARGEST));
    }
    Blob blob = kernel.artifacts().put(SourceArchive.pack(files));
    context.log(files.size() + " files, " + total + " bytes, of " + context.commit());
    return new StepResult(Map.of("digest", Json.tree(blob.digest().toString())));
  }

  private StepResult validate(StepContext context) {
    SortedMap<String, byte[]> files = files(context, "checkout");
    Declarations.require(declarations.validate(files));
    context.log("All declarations fit.");
    return StepResult.none();
  }

  /** The product's own tests, in a child process that sees a copy of the commit and no more. */
  private final class TestStep implements IsolatedStep {
    @Override
    public String name() {
      return "delivery.test";
    }

    @Override
    public Launch launch(StepContext context) {
      Digest source = digest(context, "checkout");
      SortedMap<String, byte[]> files = files(context, "checkout");
      List<String> tests = declarations.tests(files);
      StringBuilder script =
          new StringBuilder("set -e\nmkdir source\ntar -xf " + ARCHIVE + " -C source\ncd source\n");
      if (tests.isEmpty()) {
        script.append("echo 'ci.yaml declares no tests.'\n");
      }
      for (String test : tests) {
        script.append("echo '+ ").append(test.replace("'", "'\\''")).append("'\n");
        script.append(test).append('\n');
      }
      return Launch.command(List.of("sh", "-c", script.toString()), Json.object())
          .inputs(Map.of(ARCHIVE, source));
    }
  }

  private StepResult pack(StepContext context) {
    SortedMap<String, byte[]> files = files(context, "checkout");
    Map<String, String> digests = new TreeMap<>();
    files.forEach((path, bytes) -> digests.put(path, kernel.artifacts().put(bytes).digest().hex()));
    SortedMap<String, byte[]> packed = new TreeMap<>();
    packed.put(
        MANIFEST,
        Json.bytes(
            Map.of("product", context.product(), "commit", context.commit(), "files", digests)));
    files.forEach((path, bytes) -> packed.put("source/" + path, bytes));
    Blob blob = kernel.artifacts().put(SourceArchive.pack(packed));
    context.log("Packaged as " + blob.digest() + ", " + blob.size() + " bytes");
    return new StepResult(
        Map.of("digest", Json.tree(blob.digest().toString()), "size", Json.tree(blob.size())));
  }

  private StepResult deliver(StepContext context) {
    String digest = digest(context, "package").toString();
    long size = input(context, "package").path("size").asLong();
    ArtifactView artifact =
        kernel
            .db()
            .write(
                tx -> {
                  DeliveryDao.packaged(tx.handle(), context.runId(), digest);
                  var there = DeliveryDao.artifact(tx.handle(), context.product(), digest);
                  if (there.isPresent()) {
                    return there.get();
                  }
                  DeliveryDao.insert(
                      tx.handle(),
                      new ArtifactView(
                          context.product(),
                          0,
                          context.commit(),
                          digest,
                          size,
                          kernel.clock().now()));
                  ArtifactView fresh =
                      DeliveryDao.artifact(tx.handle(), context.product(), digest).orElseThrow();
                  kernel
                      .events()
                      .append(
                          tx,
                          new NewEvent(
                              "delivery.artifact.delivered",
                              "delivery",
                              digest,
                              context.product(),
                              "system:delivery",
                              Json.tree(fresh)));
                  return fresh;
                });
    context.log("Delivered as version " + artifact.version());
    return new StepResult(Map.of("version", Json.tree(artifact.version())));
  }

  private StepResult register(StepContext context) {
    Digest digest = digest(context, "package");
    SortedMap<String, byte[]> files = new TreeMap<>();
    SourceArchive.unpack(kernel.artifacts().read(digest, 2 * SourceArchive.LARGEST))
        .forEach(
            (path, bytes) -> {
              if (path.startsWith("source/")) {
                files.put(path.substring("source/".length()), bytes);
              }
            });
    declarations.apply(
        files,
        new Delivered(context.product(), context.commit(), digest.toString(), "system:delivery"));
    context.log("Registered at " + context.commit());
    return StepResult.none();
  }

  private SortedMap<String, byte[]> files(StepContext context, String task) {
    return SourceArchive.unpack(
        kernel.artifacts().read(digest(context, task), 2 * SourceArchive.LARGEST));
  }

  private static Digest digest(StepContext context, String task) {
    return Digest.parse(input(context, task).path("digest").asText());
  }

  private static JsonNode input(StepContext context, String task) {
    return java.util.Objects.requireNonNull(
        context.inputs().get(task), () -> "the step needs the outputs of " + task);
  }
}
