/** What the registry asks of others: who may approve, and what is deployed. */
@NullMarked
package dev.loopline.registry.spi;

import org.jspecify.annotations.NullMarked;
