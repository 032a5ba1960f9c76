/** The routes of pipelines and runs, and of the worker protocol. */
@NullMarked
package dev.loopline.workflow.http;

import org.jspecify.annotations.NullMarked;
