/** The verbs over experiments and runs. */
@NullMarked
package dev.loopline.cli.tracking;

import org.jspecify.annotations.NullMarked;
