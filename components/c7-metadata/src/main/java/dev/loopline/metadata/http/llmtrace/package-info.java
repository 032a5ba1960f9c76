/**
 * Traces of applications of language models over MLflow's REST protocol, in its present form and
 * the one before, and as OpenTelemetry's exporters send them.
 */
@NullMarked
package dev.loopline.metadata.http.llmtrace;

import org.jspecify.annotations.NullMarked;
