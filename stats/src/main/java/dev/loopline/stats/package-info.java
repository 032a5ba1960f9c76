/**
 * Statistics that several components share: how far two samples differ, how well scores rank, how
 * sure that is. Pure functions; knows no component.
 */
@NullMarked
package dev.loopline.stats;

import org.jspecify.annotations.NullMarked;
