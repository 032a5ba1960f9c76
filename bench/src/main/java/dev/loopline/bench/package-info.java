/** Benchmarks: how speed is shown. Each measures its floor in the same run, interleaved. */
@NullMarked
package dev.loopline.bench;

import org.jspecify.annotations.NullMarked;
