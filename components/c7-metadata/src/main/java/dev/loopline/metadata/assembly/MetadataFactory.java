package dev.loopline.metadata.assembly;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.Metadata;
import dev.loopline.metadata.RunFiles;
import dev.loopline.metadata.evaluation.Evaluation;
import dev.loopline.metadata.imports.Importing;
import dev.loopline.metadata.internal.MetadataStore;
import dev.loopline.metadata.internal.StoredImports;
import dev.loopline.metadata.internal.evaluation.StoredEvaluationDatasets;
import dev.loopline.metadata.internal.evaluation.StoredEvaluationImports;
import dev.loopline.metadata.internal.evaluation.StoredScorers;
import dev.loopline.metadata.internal.garbage.FileBlobs;
import dev.loopline.metadata.internal.garbage.TrackingPurger;
import dev.loopline.metadata.internal.lineage.LinkRecorder;
import dev.loopline.metadata.internal.lineage.StoredLinks;
import dev.loopline.metadata.internal.lineage.TrackedLinks;
import dev.loopline.metadata.internal.lineage.TrackedThings;
import dev.loopline.metadata.internal.llmtrace.StoredAssessments;
import dev.loopline.metadata.internal.llmtrace.StoredLlmTraces;
import dev.loopline.metadata.internal.llmtrace.StoredTraceImports;
import dev.loopline.metadata.internal.openlineage.Outbox;
import dev.loopline.metadata.internal.openlineage.StoredOpenLineage;
import dev.loopline.metadata.internal.openlineage.ToldThings;
import dev.loopline.metadata.lineage.Lineage;
import dev.loopline.metadata.llmtrace.Llm;
import dev.loopline.metadata.llmtrace.LlmTraces;
import dev.loopline.metadata.openlineage.OpenLineageSender;
import dev.loopline.metadata.openlineage.OpenLineageStore;
import dev.loopline.metadata.openlineage.OpenLineageTarget;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.LinkSource;
import dev.loopline.metadata.spi.RunEvents;
import dev.loopline.metadata.spi.SearchSource;
import dev.loopline.metadata.spi.TraceSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes the metadata store from the kernel's services. */
public final class MetadataFactory {
  private MetadataFactory() {}

  public static Metadata open(Kernel kernel) {
    Metadata metadata = MetadataStore.open(kernel);
    RunFiles files = metadata.files();
    LlmTraces traces = new StoredLlmTraces(kernel, metadata.runs(), files);
    kernel.garbage().register(new FileBlobs(kernel.db(), files));
    kernel.garbage().register(new TrackingPurger(kernel, files, traces));
    return metadata;
  }

  /** Runs, experiments and datasets, to be searched. */
  public static List<SearchSource> search(Kernel kernel) {
    return MetadataStore.search(kernel);
  }

  /** What applications of language models are judged by. */
  public static Evaluation evaluation(Kernel kernel) {
    return new Evaluation(new StoredEvaluationDatasets(kernel), new StoredScorers(kernel));
  }

  /** What takes in copies from other servers. */
  public static Importing imports(Kernel kernel) {
    return StoredImports.open(
        kernel, new StoredTraceImports(kernel), new StoredEvaluationImports(kernel));
  }

  /** Traces of applications of language models, and assessments of them. */
  public static Llm llm(Kernel kernel, Metadata metadata) {
    return new Llm(
        new StoredLlmTraces(kernel, metadata.runs(), metadata.files()),
        new StoredAssessments(kernel));
  }

  /** What this component knows of lineage: runs, datasets, logged models, and others' jobs. */
  public static List<TraceSource> tracked(Kernel kernel) {
    List<TraceSource> all = new ArrayList<>(new TrackedThings(kernel.db()).all());
    all.addAll(new ToldThings(kernel.db()).all());
    return all;
  }

  /**
   * What other tools tell by OpenLineage.
   *
   * @param isProduct whose namespaces are ours
   */
  public static OpenLineageStore openLineage(Kernel kernel, Predicate<String> isProduct) {
    return new StoredOpenLineage(kernel, isProduct);
  }

  /** Tells somebody of our own runs. */
  public static OpenLineageSender sender(Kernel kernel, RunEvents runs, OpenLineageTarget target) {
    return new Outbox(kernel, runs, target);
  }

  /**
   * Lineage over all that components know.
   *
   * @param things of every kind
   * @param links that components look up themselves, beside those that events tell of
   */
  public static Lineage lineage(
      Kernel kernel, List<? extends TraceSource> things, List<? extends LinkSource> links) {
    List<LinkSource> all = new ArrayList<>(links);
    all.add(new TrackedLinks(kernel.db()));
    all.add(new StoredLinks(kernel.db()));
    return new Lineage(things, all);
  }

  /** Begins to write down what the log's events say of lineage. */
  public static void record(Kernel kernel, LinkRules rules) {
    new LinkRecorder(kernel, rules).begin();
  }
}
