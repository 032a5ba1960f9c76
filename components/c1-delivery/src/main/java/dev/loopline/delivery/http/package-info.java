/** Deliveries over HTTP. */
@NullMarked
package dev.loopline.delivery.http;

import org.jspecify.annotations.NullMarked;
