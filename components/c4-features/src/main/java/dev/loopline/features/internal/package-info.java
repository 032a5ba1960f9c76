/** How sources are kept, and how DuckDB profiles them. */
@NullMarked
package dev.loopline.features.internal;

import org.jspecify.annotations.NullMarked;
