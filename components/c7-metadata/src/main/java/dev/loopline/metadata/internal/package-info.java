/** How tracking is kept: the statements over this component's tables. */
@NullMarked
package dev.loopline.metadata.internal;

import org.jspecify.annotations.NullMarked;
