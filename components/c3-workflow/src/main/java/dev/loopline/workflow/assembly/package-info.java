/** Makes the component: apart from its face, so that packages stay acyclic. */
@NullMarked
package dev.loopline.workflow.assembly;

import org.jspecify.annotations.NullMarked;
