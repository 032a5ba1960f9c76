/**
 * When a pipeline's slots are: cron expressions, intervals, what is made up for after a pause. Pure
 * arithmetic over instants; knows neither tables nor clocks.
 */
@NullMarked
package dev.loopline.workflow.schedule;

import org.jspecify.annotations.NullMarked;
