/** What remote verbs share to answer people (tables) and programs (JSON). */
@NullMarked
package dev.loopline.cli.print;

import org.jspecify.annotations.NullMarked;
