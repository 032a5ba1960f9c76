package dev.loopline.metadata.llmtrace;

import java.util.function.UnaryOperator;

/** Assessments of traces. Whatever is acknowledged is durable. */
public interface Assessments {
  /** Adds one; the one that it overrides is no longer valid. */
  Assessment create(String traceId, Assessment assessment);

  Assessment require(String traceId, String id);

  /** Changes one; of two changes at once, one sees the other's result. */
  Assessment update(String traceId, String id, UnaryOperator<Assessment> change);

  /** Removes one, if it is there; what it overrode is valid again. */
  void delete(String traceId, String id);
}
