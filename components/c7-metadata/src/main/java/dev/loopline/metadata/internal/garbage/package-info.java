/** Removes for good what was deleted, and says which blobs files still use. */
@NullMarked
package dev.loopline.metadata.internal.garbage;

import org.jspecify.annotations.NullMarked;
