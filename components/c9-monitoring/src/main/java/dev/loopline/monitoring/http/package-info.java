/** Monitoring's routes. */
@NullMarked
package dev.loopline.monitoring.http;

import org.jspecify.annotations.NullMarked;
