package dev.loopline.delivery.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.delivery.ArtifactView;
import dev.loopline.delivery.DeliveryError;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.product.DeclarationTarget.Delivered;
import dev.loopline.source.Repositories;
import dev.loopline.workflow.spi.StepContext;
import dev.loopline.workflow.spi.StepResult;
import dev.loopline.workflow.spi.StepType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a push goes through. Each step takes from the one before a digest, so that what was
 * validated is what is tested, packaged and registered.
 */
final class DeliverySteps {
  private static final String ACTOR = "system:delivery";
  private static final String MANIFEST = "manifest.json";

  private final Kernel kernel;
  private final Repositories repositories;
  private final Declarations declarations;
  private final Packages packages;

  DeliverySteps(
      Kernel kernel, Repositories repositories, Declarations declarations, Packages packages) {
    this.kernel = kernel;
    this.repositories = repositories;
    this.declarations = declarations;
    this.packages = packages;
  }

  List<StepType> all() {
    return List.of(
        new OwnStep("delivery.checkout", this::checkout),
        new OwnStep("delivery.validate", this::validate),
        new TestStep(packages, declarations),
        new OwnStep("delivery.package", this::pack),
        new OwnStep("delivery.deliver", this::deliver),
        new OwnStep("delivery.register", this::register));
  }

  private StepResult checkout(StepContext context) throws IOException {
    Blob blob =
        packages.store(
            SourceArchive.LARGEST,
            archive -> {
              repositories.visit(
                  context.product(),
                  context.commit(),
                  (file, content) ->
                      archive.add(
                          new SourceArchive.Entry(
                              SourceArchive.SOURCE + file.path(), file.executable(), file.size()),
                          content));
              context.log(archive.total() + " bytes of files of " + context.commit());
            });
    return new StepResult(Map.of("digest", Json.tree(blob.digest().toString())));
  }

  private StepResult validate(StepContext context) {
    Declarations.require(
        declarations.validate(
            Optional.of(context.product()), declared(Packages.of(context, "checkout"))));
    context.log("All declarations fit.");
    return StepResult.none();
  }

  private StepResult pack(StepContext context) throws IOException {
    Digest source = Packages.of(context, "checkout");
    SortedMap<String, String> digests = new TreeMap<>();
    SourceArchive.visit(
        packages.open(source),
        (file, content) ->
            digests.put(
                file.path().substring(SourceArchive.SOURCE.length()), Packages.digest(content)));
    byte[] manifest =
        Json.bytes(
            Map.of("product", context.product(), "commit", context.commit(), "files", digests));
    Blob blob =
        packages.store(
            2 * SourceArchive.LARGEST,
            archive -> {
              archive.add(
                  new SourceArchive.Entry(MANIFEST, false, manifest.length),
                  new ByteArrayInputStream(manifest));
              SourceArchive.visit(packages.open(source), archive::add);
            });
    context.log("Packaged as " + blob.digest() + ", " + blob.size() + " bytes");
    return new StepResult(
        Map.of("digest", Json.tree(blob.digest().toString()), "size", Json.tree(blob.size())));
  }

  private StepResult deliver(StepContext context) {
    String digest = Packages.of(context, "package").toString();
    JsonNode packaged = context.inputs().get("package");
    long size = packaged == null ? 0 : packaged.path("size").asLong();
    ArtifactView artifact =
        kernel
            .db()
            .write(
                tx -> {
                  context.requireCurrent(tx);
                  DeliveryDao.packaged(tx.handle(), context.runId(), digest);
                  return DeliveryDao.artifact(tx.handle(), context.product(), digest)
                      .orElseGet(() -> deliver(tx, context, digest, size));
                });
    context.log("Delivered as version " + artifact.version());
    return new StepResult(Map.of("version", Json.tree(artifact.version())));
  }

  private ArtifactView deliver(Tx tx, StepContext context, String digest, long size) {
    ArtifactView artifact =
        new ArtifactView(
            context.product(),
            DeliveryDao.nextVersion(tx.handle(), context.product()),
            context.commit(),
            digest,
            size,
            kernel.clock().now());
    DeliveryDao.insert(tx.handle(), artifact);
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "delivery.artifact.delivered",
                "delivery",
                digest,
                context.product(),
                ACTOR,
                Json.tree(artifact)));
    return artifact;
  }

  private StepResult register(StepContext context) {
    String product = context.product();
    DeliveryDao.Registered fresh =
        new DeliveryDao.Registered(context.commit(), Packages.of(context, "package").toString());
    Optional<DeliveryDao.Registered> before =
        kernel.db().read(h -> DeliveryDao.registered(h, product));
    before.ifPresent(registered -> requireNewer(context, registered.commit()));
    try {
      apply(product, fresh, () -> kernel.db().change(context::requireCurrent));
    } catch (RuntimeException e) {
      before.ifPresent(registered -> takeBack(context, registered, e));
      throw e;
    }
    kernel
        .db()
        .change(
            tx -> {
              context.requireCurrent(tx);
              DeliveryDao.register(tx.handle(), product, fresh);
            });
    context.log("Registered at " + context.commit());
    return StepResult.none();
  }

  /** Deliveries take turns, but one that is made again may come after a newer one. */
  private void requireNewer(StepContext context, String registered) {
    String commit = context.commit();
    if (!commit.equals(registered)
        && repositories.isAncestor(context.product(), commit, registered)) {
      throw new LooplineException(
          DeliveryError.DELIVERY_OUTDATED,
          "The commit "
              + commit
              + " is older than "
              + registered
              + ", which is registered. Nothing was changed; push a new commit to take it back.");
    }
  }

  private void apply(String product, DeliveryDao.Registered wanted, Runnable before) {
    declarations.apply(
        declared(Digest.parse(wanted.artifact())),
        new Delivered(product, wanted.commit(), wanted.artifact(), ACTOR),
        before);
  }

  /** Some components may have the new declarations, and others not: all get the old ones. */
  private void takeBack(
      StepContext context, DeliveryDao.Registered registered, RuntimeException cause) {
    if (cause instanceof LooplineException own
        && own.code() == DeliveryError.DECLARATIONS_INVALID) {
      return;
    }
    try {
      apply(context.product(), registered, () -> {});
      context.log("Not all could be registered; taken back to " + registered.commit());
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private SortedMap<String, byte[]> declared(Digest archive) {
    return SourceArchive.read(
        packages.open(archive), Declarations::mayBeOne, Declarations.LARGEST_FILE);
  }
}
