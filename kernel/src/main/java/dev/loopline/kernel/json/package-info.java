/** The one JSON and the one YAML parser, with hard limits on depth, size and aliases. */
@NullMarked
package dev.loopline.kernel.json;

import org.jspecify.annotations.NullMarked;
