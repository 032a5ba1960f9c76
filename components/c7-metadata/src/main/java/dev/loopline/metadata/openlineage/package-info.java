/**
 * OpenLineage, in and out: what other tools tell of their jobs, runs and datasets, and what others
 * are told of ours.
 */
@NullMarked
package dev.loopline.metadata.openlineage;

import org.jspecify.annotations.NullMarked;
