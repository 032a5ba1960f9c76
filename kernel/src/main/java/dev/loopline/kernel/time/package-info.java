/**
 * The two times: wall clock for leases, timeouts and audit; event time for all that data decides.
 */
@NullMarked
package dev.loopline.kernel.time;

import org.jspecify.annotations.NullMarked;
