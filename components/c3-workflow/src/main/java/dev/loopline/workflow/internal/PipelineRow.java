package dev.loopline.workflow.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.workflow.PipelineSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An applied pipeline. */
record PipelineRow(
    String product,
    String commit,
    @Nullable Digest artifact,
    PipelineSpec spec,
    Instant appliedAt) {}
