/**
 * Removes for good what was deleted, and the blobs that nobody uses any more. Components say what
 * they use and remove their own rows; this package knows none of their tables. Why no blob that is
 * in use is ever removed: {@link dev.loopline.kernel.garbage.BlobSweep}.
 */
@NullMarked
package dev.loopline.kernel.garbage;

import org.jspecify.annotations.NullMarked;
