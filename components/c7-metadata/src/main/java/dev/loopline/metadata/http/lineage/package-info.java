/** Lineage over HTTP. */
@NullMarked
package dev.loopline.metadata.http.lineage;

import org.jspecify.annotations.NullMarked;
