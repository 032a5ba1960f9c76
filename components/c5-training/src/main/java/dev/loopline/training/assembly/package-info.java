/** Makes the component's step types: apart from its face, so that packages stay acyclic. */
@NullMarked
package dev.loopline.training.assembly;

import org.jspecify.annotations.NullMarked;
