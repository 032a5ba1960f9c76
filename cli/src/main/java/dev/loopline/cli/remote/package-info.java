/** What remote verbs share to reach the server: options, addresses, pages. */
@NullMarked
package dev.loopline.cli.remote;

import org.jspecify.annotations.NullMarked;
