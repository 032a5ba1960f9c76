/** Rows as they are pushed: held against their source, and kept in segment files. */
@NullMarked
package dev.loopline.features.internal.rows;

import org.jspecify.annotations.NullMarked;
