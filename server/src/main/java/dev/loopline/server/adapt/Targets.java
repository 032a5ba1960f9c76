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
import java.util.stream.Stream;

/** Who takes which declarations of a product's repository. */
public final class Targets {
  private Targets() {}

  private record Target(
      String name,
      Predicate<String> path,
      Function<List<YamlDocument>, List<Violation>> check,
      BiConsumer<Delivered, List<YamlDocument>> work)
      implements DeclarationTarget {
    @Override
    public boolean takes(String file) {
      return path.test(file);
    }

    @Override
    public List<Violation> validate(List<YamlDocument> documents) {
      return check.apply(documents);
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
            each(products.file()::validate),
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
            each(features::validate),
            (d, documents) -> features.apply(d.product(), d.commit(), documents, d.actor())),
        new Target(
            "serving",
            "serving.yaml"::equals,
            each(serving::validate),
            (d, documents) -> serving.apply(d.product(), d.commit(), documents, d.actor())),
        new Target(
            "monitors",
            // The others are read too, because a monitor names what they declare.
            path ->
                isMonitoring(path) || path.equals("serving.yaml") || below("features").test(path),
            documents ->
                Stream.concat(
                        documents.stream()
                            .filter(d -> isMonitoring(d.file()))
                            .flatMap(d -> monitors.validate(d).stream()),
                        MonitorReferences.check(documents).stream())
                    .toList(),
            (d, documents) -> {
              List<YamlDocument> own =
                  documents.stream().filter(file -> isMonitoring(file.file())).toList();
              MonitorReferences.requireNumbers(d.product(), documents, features);
              monitors.apply(d.product(), d.commit(), own);
            }),
        new Target(
            "pipelines",
            below("pipelines"),
            workflows::validateAll,
            (d, documents) ->
                workflows.apply(
                    d.product(),
                    d.commit(),
                    Digest.parse(d.artifact()),
                    documents.stream().map(workflows::read).toList())));
  }

  private static boolean isMonitoring(String path) {
    return path.equals("monitoring.yaml");
  }

  private static Function<List<YamlDocument>, List<Violation>> each(
      Function<YamlDocument, List<Violation>> check) {
    return documents -> documents.stream().flatMap(d -> check.apply(d).stream()).toList();
  }

  private static Predicate<String> below(String folder) {
    return path -> path.matches(folder + "/[^/]+\\.ya?ml");
  }
}
