/**
 * Lineage in both directions, over what every component knows of its own things. Knows kinds and
 * links, and none of the components behind them.
 */
@NullMarked
package dev.loopline.metadata.lineage;

import org.jspecify.annotations.NullMarked;
