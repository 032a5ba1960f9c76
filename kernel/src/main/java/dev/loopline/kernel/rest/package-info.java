/** Tells when all triggered work has come to rest, so that a replay may move event time forward. */
@NullMarked
package dev.loopline.kernel.rest;

import org.jspecify.annotations.NullMarked;
