/**
 * What tests of every component share: both databases, a settable clock, a real server, a client.
 */
@NullMarked
package dev.loopline.testkit;

import org.jspecify.annotations.NullMarked;
