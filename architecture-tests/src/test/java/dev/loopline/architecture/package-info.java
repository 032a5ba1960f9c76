/** Holds the house to its plan: levels, internals, cycles, engines, sizes. */
@NullMarked
package dev.loopline.architecture;

import org.jspecify.annotations.NullMarked;
