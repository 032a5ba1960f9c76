package dev.loopline.server.adapt;

import dev.loopline.features.FeatureStore;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.json.Violation;
import dev.loopline.kernel.json.YamlDocument;
import dev.loopline.monitoring.Monitors;
import dev.loopline.product.DeclarationTarget;
import dev.loopline.product.Products;
import dev.loopline.serving.Serving;
import dev.loopline.workflow.Workflows;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** Who takes which declarations of a product's repository. */
public final class Targets {
  private Targets() {}

  private record Target(
      String name,
      Predicate<String> path,
      Function<YamlDocument, List<Violation>> check,
      BiConsumer<Delivered, List<YamlDocument>> work)
      implements DeclarationTarget {
    @Override
    public boolean takes(String file) {
      return path.test(file);
    }

    @Override
    public List<Violation> validate(List<YamlDocument> documents) {
      return documents.stream().flatMap(d -> check.apply(d).stream()).toList();
    }

    @Override
    public void apply(Delivered delivered, List<YamlDocument> documents) {
      work.accept(delivered, documents);
    }
  }

  /** In the order in which they are applied: what others refer to comes first. */
  public static List<DeclarationTarget> all(
      Kernel kernel,
      Products products,
      FeatureStore features,
      Workflows workflows,
      Serving serving,
      Monitors monitors) {
    return List.of(
        new Target(
            "product",
            "product.yaml"::equals,
            products.file()::validate,
            (d, documents) ->
                kernel
                    .db()
                    .change(
                        tx ->
                            documents.forEach(
                                file ->
                                    products.apply(tx, d.product(), d.commit(), file, d.actor())))),
        new Target(
            "features",
            below("features"),
            features::validate,
            (d, documents) -> features.apply(d.product(), d.commit(), documents, d.actor())),
        new Target(
            "serving",
            "serving.yaml"::equals,
            serving::validate,
            (d, documents) -> serving.apply(d.product(), d.commit(), documents, d.actor())),
        new Target(
            "monitors",
            "monitoring.yaml"::equals,
            monitors::validate,
            (d, documents) ->
                documents.forEach(file -> monitors.apply(d.product(), d.commit(), file))),
        new Target(
            "pipelines",
            below("pipelines"),
            workflows::validate,
            (d, documents) ->
                workflows.apply(
                    d.product(),
                    d.commit(),
                    Digest.parse(d.artifact()),
                    documents.stream().map(workflows::read).toList())));
  }

  private static Predicate<String> below(String folder) {
    return path -> path.matches(folder + "/[^/]+\\.ya?ml");
  }
}
