/**
 * Traces of applications of language models in MLflow's sense: a request, its spans, and what
 * people and judges say of it. Not to be taken for a trace of a prediction back to its data, which
 * is {@code dev.loopline.metadata.Traces}.
 */
@NullMarked
package dev.loopline.metadata.llmtrace;

import org.jspecify.annotations.NullMarked;
