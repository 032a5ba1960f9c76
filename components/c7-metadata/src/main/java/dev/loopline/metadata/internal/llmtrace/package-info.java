/** Traces of applications of language models over the component's tables. */
@NullMarked
package dev.loopline.metadata.internal.llmtrace;

import org.jspecify.annotations.NullMarked;
