/**
 * The demo: plays the whole loop on bookings, real or generated, through the same public API that a
 * user has. It knows the server only by its URL.
 */
@NullMarked
package dev.loopline.local.demo;

import org.jspecify.annotations.NullMarked;
