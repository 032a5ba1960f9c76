/**
 * C8, model serving: endpoints, what is deployed at them, scores, and the log of every prediction.
 * Knows neither why a version was chosen nor what became of a prediction.
 */
@NullMarked
package dev.loopline.serving;

import org.jspecify.annotations.NullMarked;
