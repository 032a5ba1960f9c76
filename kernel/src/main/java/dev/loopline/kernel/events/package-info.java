/**
 * The one log: hash-chained events, appended with the change they tell of, read by durable
 * subscribers.
 */
@NullMarked
package dev.loopline.kernel.events;

import org.jspecify.annotations.NullMarked;
