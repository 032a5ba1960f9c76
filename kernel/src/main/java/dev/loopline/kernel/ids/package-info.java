/** Sortable identifiers. The only place, with {@code seed}, where random bits are drawn. */
@NullMarked
package dev.loopline.kernel.ids;

import org.jspecify.annotations.NullMarked;
