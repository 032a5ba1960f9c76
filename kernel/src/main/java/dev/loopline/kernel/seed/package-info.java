/** Deterministic seeds, derived by name, so that the same data gives the same model. */
@NullMarked
package dev.loopline.kernel.seed;

import org.jspecify.annotations.NullMarked;
