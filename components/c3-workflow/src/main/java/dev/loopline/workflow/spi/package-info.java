/** What a component implements to offer a kind of task to pipelines. Knows the kernel alone. */
@NullMarked
package dev.loopline.workflow.spi;

import org.jspecify.annotations.NullMarked;
