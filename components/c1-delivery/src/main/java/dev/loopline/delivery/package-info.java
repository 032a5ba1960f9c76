/**
 * C1, continuous integration and delivery: what a push and a promotion set off, step by step, as
 * runs of the workflow engine. The one door through which declarations enter.
 */
@NullMarked
package dev.loopline.delivery;

import org.jspecify.annotations.NullMarked;
