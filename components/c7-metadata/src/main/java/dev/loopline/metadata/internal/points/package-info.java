/** How measured points are kept: journalled as they come, then packed into curves. */
@NullMarked
package dev.loopline.metadata.internal.points;

import org.jspecify.annotations.NullMarked;
