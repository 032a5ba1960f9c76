/**
 * What other components tell of themselves, so that a trace can lead through all of them and a
 * search can find among all that they have.
 */
@NullMarked
package dev.loopline.metadata.spi;

import org.jspecify.annotations.NullMarked;
