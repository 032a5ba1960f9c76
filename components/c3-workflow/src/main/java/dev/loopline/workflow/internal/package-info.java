/**
 * How runs are kept and moved: one pure function says what follows what ({@code Lifecycle}), a
 * store writes it down, a conductor wakes for what is due, and a pool or a worker does the work.
 */
@NullMarked
package dev.loopline.workflow.internal;

import org.jspecify.annotations.NullMarked;
