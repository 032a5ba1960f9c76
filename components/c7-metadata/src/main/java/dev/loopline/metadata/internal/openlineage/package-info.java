/** What is received and sent by OpenLineage, and its tables. */
@NullMarked
package dev.loopline.metadata.internal.openlineage;

import org.jspecify.annotations.NullMarked;
