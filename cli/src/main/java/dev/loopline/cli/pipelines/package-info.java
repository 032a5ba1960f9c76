/** The verbs over a product's pipelines: what starts them, pauses, runs by hand. */
@NullMarked
package dev.loopline.cli.pipelines;

import org.jspecify.annotations.NullMarked;
