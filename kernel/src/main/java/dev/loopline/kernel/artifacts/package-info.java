/** Content-addressed blobs, and the one resolver for paths that come from outside. */
@NullMarked
package dev.loopline.kernel.artifacts;

import org.jspecify.annotations.NullMarked;
