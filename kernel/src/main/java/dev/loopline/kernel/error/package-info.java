/**
 * How Loopline says no: one unchecked exception that carries an error code. Knows nothing of HTTP.
 */
@NullMarked
package dev.loopline.kernel.error;

import org.jspecify.annotations.NullMarked;
