/**
 * DuckDB: checks declared SQL, and computes views over rows. Declared SQL runs only in an engine
 * that reaches no file, no network and no extension, and sees only its source's rows.
 */
@NullMarked
package dev.loopline.features.internal.engine;

import org.jspecify.annotations.NullMarked;
