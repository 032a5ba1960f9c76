/** Statements and transactions of the registry. */
@NullMarked
package dev.loopline.registry.internal;

import org.jspecify.annotations.NullMarked;
