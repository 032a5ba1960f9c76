/** Evaluation datasets, scorers and prompt engineering runs over MLflow's REST protocol. */
@NullMarked
package dev.loopline.metadata.http.evaluation;

import org.jspecify.annotations.NullMarked;
