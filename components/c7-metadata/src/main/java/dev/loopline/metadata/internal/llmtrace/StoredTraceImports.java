package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Experiment;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.metadata.internal.Copies;
import dev.loopline.metadata.internal.StoredExperiments;
import dev.loopline.metadata.llmtrace.TraceImports;
import dev.loopline.metadata.llmtrace.TraceInfo;
import dev.loopline.metadata.llmtrace.TraceSpan;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link TraceImports} over the component's tables. */
public record StoredTraceImports(Kernel kernel) implements TraceImports {
  /** Tags that say where the other server keeps the spans. */
  private static final Set<String> ITS_OWN =
      Set.of(TraceInfo.ARTIFACT_LOCATION, TraceInfo.SPANS_LOCATION);

  @Override
  public TraceInfo take(TraceInfo trace, @Nullable List<TraceSpan> spans) {
    if (trace.assessments().size() > StoredAssessments.MOST) {
      throw Limits.invalid("A trace takes at most " + StoredAssessments.MOST + " assessments.");
    }
    return kernel
        .db()
        .write(
            tx -> {
              Experiment experiment = StoredExperiments.require(tx.handle(), trace.experimentId());
              long no =
                  TraceDao.ensureCopy(tx, trace.id(), trace.experimentId(), trace.requestedAt());
              Copies.TRACES.require(tx.handle(), no, trace.id());
              requireSameExperiment(tx, trace);
              StoredLlmTraces.locate(tx, no, experiment, trace.id(), spans != null);
              write(tx, no, trace);
              if (spans != null) {
                SpanDao.put(tx, no, spans);
                preview(tx, no, trace, spans);
              }
              return TraceDao.find(tx.handle(), trace.id()).orElseThrow().info();
            });
  }

  /** MLflow 2 tells of no previews: a root span does. */
  private static void preview(Tx tx, long no, TraceInfo trace, List<TraceSpan> spans) {
    spans.stream()
        .filter(span -> span.parentId() == null)
        .findFirst()
        .ifPresent(root -> SpanLog.preview(tx, no, trace, root));
  }

  private static void requireSameExperiment(Tx tx, TraceInfo trace) {
    long here = TraceDao.find(tx.handle(), trace.id()).orElseThrow().info().experimentId();
    if (here != trace.experimentId()) {
      throw new LooplineException(
          ImportError.IMPORT_CONFLICT,
          "Trace "
              + trace.id()
              + " is in experiment "
              + here
              + " here already; it cannot be copied into "
              + trace.experimentId()
              + ".");
    }
  }

  private static void write(Tx tx, long no, TraceInfo trace) {
    TraceDao.update(
        tx, no, trace.requestedAt(), trace.duration(), trace.state(), trace.clientRequestId());
    TraceDao.preview(tx, no, trace.requestPreview(), trace.responsePreview());
    new TreeMap<>(trace.metadata())
        .forEach((key, value) -> TraceDao.setMetadata(tx, no, key, value));
    new TreeMap<>(trace.tags())
        .forEach(
            (key, value) -> {
              if (!ITS_OWN.contains(key)) {
                TraceDao.setTag(tx, no, key, value);
              }
            });
    TraceDao.requireFew(tx.handle(), no);
    // What they override, and whether they are valid, they tell themselves.
    trace.assessments().forEach(assessment -> AssessmentDao.put(tx, no, assessment));
  }
}
