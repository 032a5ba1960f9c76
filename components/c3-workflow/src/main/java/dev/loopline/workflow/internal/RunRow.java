package dev.loopline.workflow.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.workflow.PipelineSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run, but for its tasks.
 *
 * @param applied whether it is of an applied pipeline, whose concurrency then counts
 * @param slot that it was started for, where it was for one
 * @param parameters a JSON object: defaults and what the start gave
 */
record RunRow(
    String id,
    String product,
    String commit,
    @Nullable Digest artifact,
    PipelineSpec pipeline,
    boolean applied,
    RunState state,
    String trigger,
    String actor,
    JsonNode parameters,
    Instant eventTime,
    @Nullable Instant slot,
    Instant startedAt,
    @Nullable Instant endedAt) {}
