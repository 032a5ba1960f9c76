/** Remote verbs against real servers, by what their users see. */
@NullMarked
package dev.loopline.cli;

import org.jspecify.annotations.NullMarked;
