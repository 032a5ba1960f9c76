/**
 * Joins components that do not know each other: what one asks for, in terms of what others have.
 */
@NullMarked
package dev.loopline.server.adapt;

import org.jspecify.annotations.NullMarked;
