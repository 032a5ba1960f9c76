/** The verbs that look across all kinds of things: search, lineage, collection, traces. */
@NullMarked
package dev.loopline.cli.explore;

import org.jspecify.annotations.NullMarked;
