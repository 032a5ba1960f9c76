/**
 * C2, the source code repository: plain git over smart HTTP, one repository for each product. A
 * push is all or nothing, durable when acknowledged, and an event of the log. Knows nothing of what
 * the files mean.
 */
@NullMarked
package dev.loopline.source;

import org.jspecify.annotations.NullMarked;
