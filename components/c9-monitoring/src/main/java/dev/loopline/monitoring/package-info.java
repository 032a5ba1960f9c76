/**
 * Monitoring's public face: labels, monitors, challenges and the loop's story. Knows nothing of SQL
 * or HTTP.
 */
@NullMarked
package dev.loopline.monitoring;

import org.jspecify.annotations.NullMarked;
