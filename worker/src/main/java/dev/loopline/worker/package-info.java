/**
 * Runs isolated tasks away from the server: leases them over HTTP, starts a child process for each,
 * and hands its results back. Owns a work folder; knows the worker protocol and no component.
 */
@NullMarked
package dev.loopline.worker;

import org.jspecify.annotations.NullMarked;
