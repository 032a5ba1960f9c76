/**
 * C3: pipelines as graphs of tasks, run durably. Owns pipelines, runs, tasks and their attempts;
 * knows no step types but {@code command}: other components register theirs.
 */
@NullMarked
package dev.loopline.workflow;

import org.jspecify.annotations.NullMarked;
