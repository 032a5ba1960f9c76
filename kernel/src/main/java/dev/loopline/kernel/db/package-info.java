/** Explicit read and write transactions on SQLite or PostgreSQL. Knows no table but Flyway's. */
@NullMarked
package dev.loopline.kernel.db;

import org.jspecify.annotations.NullMarked;
