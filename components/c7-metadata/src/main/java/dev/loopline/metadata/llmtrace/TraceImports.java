package dev.loopline.metadata.llmtrace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes in traces of another server. Whatever is acknowledged is durable. */
@FunctionalInterface
public interface TraceImports {
  /**
   * A trace under its own id, as the other server tells of it, with its assessments. The same again
   * changes nothing; tags, assessments and spans that are not given stay.
   *
   * @param spans null where the other server has none
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where it was made here, or
   *     is in another experiment here
   */
  TraceInfo take(TraceInfo trace, @Nullable List<TraceSpan> spans);
}
