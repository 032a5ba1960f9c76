/** Settings with documented keys: defaults, then file, then environment, then flags. */
@NullMarked
package dev.loopline.kernel.config;

import org.jspecify.annotations.NullMarked;
