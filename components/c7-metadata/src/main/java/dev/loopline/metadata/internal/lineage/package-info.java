/** The tables of lineage, and how the log fills them. */
@NullMarked
package dev.loopline.metadata.internal.lineage;

import org.jspecify.annotations.NullMarked;
