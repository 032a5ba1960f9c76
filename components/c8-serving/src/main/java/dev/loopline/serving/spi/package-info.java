/** What serving asks of the feature store. */
@NullMarked
package dev.loopline.serving.spi;

import org.jspecify.annotations.NullMarked;
