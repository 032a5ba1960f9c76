/**
 * The kernel: what every component stands on. It owns the database, the artifacts, the one event
 * log,\n * leases, ids, time, seeds, configuration and the parsers for JSON and YAML. It knows no
 * component.
 */
@NullMarked
package dev.loopline.kernel;

import org.jspecify.annotations.NullMarked;
