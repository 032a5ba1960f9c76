/** The verbs that need no running server: up, demo, validate, audit. */
@NullMarked
package dev.loopline.local;

import org.jspecify.annotations.NullMarked;
