/** What the registry asks of others: who may approve. */
@NullMarked
package dev.loopline.registry.spi;

import org.jspecify.annotations.NullMarked;
