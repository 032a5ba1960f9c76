/** How fast the metadata store is, beside raw SQLite and a plain echo on the same machine. */
@NullMarked
package dev.loopline.bench.tracking;

import org.jspecify.annotations.NullMarked;
