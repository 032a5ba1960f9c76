/**
 * The composition root: opens the kernel and every component, in the order of the paper's Figure 4,
 * and puts their routes behind one server.
 */
@NullMarked
package dev.loopline.server;

import org.jspecify.annotations.NullMarked;
