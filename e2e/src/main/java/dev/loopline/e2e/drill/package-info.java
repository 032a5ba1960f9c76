/**
 * Drills: how survival is shown, apart from the tests. Each breaks something on purpose, counts
 * what was acknowledged, lost and doubled, and exits 1 when a goal is missed.
 */
@NullMarked
package dev.loopline.e2e.drill;

import org.jspecify.annotations.NullMarked;
