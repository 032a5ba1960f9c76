/**
 * Puts monitoring together from the kernel and its neighbours; the one place that makes its
 * services.
 */
@NullMarked
package dev.loopline.monitoring.assembly;

import org.jspecify.annotations.NullMarked;
