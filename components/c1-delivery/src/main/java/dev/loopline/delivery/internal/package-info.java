/** The steps, the record of what ran, and the subscriber that starts it. */
@NullMarked
package dev.loopline.delivery.internal;

import org.jspecify.annotations.NullMarked;
