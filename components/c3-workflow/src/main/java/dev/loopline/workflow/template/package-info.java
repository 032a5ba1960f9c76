/** {@code ${…}} in a task's parameters: found, checked and filled in. Pure; knows JSON alone. */
@NullMarked
package dev.loopline.workflow.template;

import org.jspecify.annotations.NullMarked;
