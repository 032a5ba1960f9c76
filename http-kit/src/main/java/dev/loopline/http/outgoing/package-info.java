/**
 * Requests that the server makes itself, to addresses that users named: one way to make them, which
 * cannot be led into the network that the server stands in.
 */
@NullMarked
package dev.loopline.http.outgoing;

import org.jspecify.annotations.NullMarked;
