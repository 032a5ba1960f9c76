/**
 * C5, model training: step types that train a model in a child process and register what came of
 * it. Owns the booster and the exporter; knows no endpoint.
 */
@NullMarked
package dev.loopline.training;

import org.jspecify.annotations.NullMarked;
