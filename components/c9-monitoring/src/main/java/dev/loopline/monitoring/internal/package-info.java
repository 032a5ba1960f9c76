/** Statements, statistics, decisions and services behind monitoring's public face. */
@NullMarked
package dev.loopline.monitoring.internal;

import org.jspecify.annotations.NullMarked;
