package dev.loopline.workflow;

import java.time.Instant;

/** A pipeline of a product, and the commit that it came with. */
public record AppliedPipeline(String commit, Instant appliedAt, PipelineSpec spec) {}
