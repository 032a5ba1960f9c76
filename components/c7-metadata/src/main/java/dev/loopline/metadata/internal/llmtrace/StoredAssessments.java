package dev.loopline.metadata.internal.llmtrace;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.TrackingError;
import dev.loopline.metadata.llmtrace.Assessment;
import dev.loopline.metadata.llmtrace.Assessments;
import java.util.function.UnaryOperator;

/** {@link Assessments} over the component's tables. */
public final class StoredAssessments implements Assessments {
  static final int MOST = 1_000;

  private final Kernel kernel;

  public StoredAssessments(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public Assessment create(String traceId, Assessment assessment) {
    return kernel.db().write(tx -> add(tx, lock(tx, traceId), traceId, assessment));
  }

  static Assessment add(Tx tx, long trace, String traceId, Assessment assessment) {
    if (AssessmentDao.count(tx.handle(), trace) >= MOST) {
      throw Limits.invalid("Trace '" + traceId + "' has " + MOST + " assessments, as many as fit.");
    }
    String overridden = assessment.overrides();
    if (overridden != null && !AssessmentDao.setValid(tx, trace, overridden, false)) {
      throw noSuchAssessment(traceId, overridden);
    }
    AssessmentDao.put(tx, trace, assessment);
    return assessment;
  }

  @Override
  public Assessment require(String traceId, String id) {
    return kernel
        .db()
        .read(
            h -> {
              long trace =
                  TraceDao.find(h, traceId)
                      .orElseThrow(
                          () ->
                              new LooplineException(
                                  TrackingError.RESOURCE_DOES_NOT_EXIST,
                                  "Trace with request_id '" + traceId + "' not found"))
                      .no();
              return AssessmentDao.find(h, trace, id)
                  .orElseThrow(() -> noSuchAssessment(traceId, id));
            });
  }

  @Override
  public Assessment update(String traceId, String id, UnaryOperator<Assessment> change) {
    return kernel
        .db()
        .write(
            tx -> {
              long trace = lock(tx, traceId);
              Assessment changed =
                  change.apply(
                      AssessmentDao.find(tx.handle(), trace, id)
                          .orElseThrow(() -> noSuchAssessment(traceId, id)));
              AssessmentDao.put(tx, trace, changed);
              return changed;
            });
  }

  @Override
  public void delete(String traceId, String id) {
    kernel
        .db()
        .change(
            tx -> {
              long trace = lock(tx, traceId);
              AssessmentDao.find(tx.handle(), trace, id)
                  .ifPresent(
                      gone -> {
                        AssessmentDao.delete(tx, trace, id);
                        if (gone.overrides() != null) {
                          AssessmentDao.setValid(tx, trace, gone.overrides(), true);
                        }
                      });
            });
  }

  private static long lock(Tx tx, String traceId) {
    return TraceDao.lock(tx, traceId).orElseThrow(() -> StoredLlmTraces.noSuchTrace(traceId));
  }

  private static LooplineException noSuchAssessment(String traceId, String id) {
    return new LooplineException(
        TrackingError.RESOURCE_DOES_NOT_EXIST,
        "Assessment with ID '" + id + "' not found for trace '" + traceId + "'");
  }
}
