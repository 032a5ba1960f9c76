/** Evaluation datasets and scorers over the component's tables. */
@NullMarked
package dev.loopline.metadata.internal.evaluation;

import org.jspecify.annotations.NullMarked;
