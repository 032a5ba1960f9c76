/** The verbs over models and their versions. */
@NullMarked
package dev.loopline.cli.registry;

import org.jspecify.annotations.NullMarked;
