/** What monitoring asks of serving, training, the registry and the product. */
@NullMarked
package dev.loopline.monitoring.spi;

import org.jspecify.annotations.NullMarked;
