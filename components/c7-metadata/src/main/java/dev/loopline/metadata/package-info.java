/**
 * C7, the ML metadata store: experiments, runs, their parameters, metrics, tags and artifacts, in
 * MLflow's protocol and for the other components. Knows nothing of how a run comes about.
 */
@NullMarked
package dev.loopline.metadata;

import org.jspecify.annotations.NullMarked;
