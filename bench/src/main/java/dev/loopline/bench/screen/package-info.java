/** What a user sees of many runs, measured in a real browser. Knows the server by HTTP alone. */
@NullMarked
package dev.loopline.bench.screen;

import org.jspecify.annotations.NullMarked;
