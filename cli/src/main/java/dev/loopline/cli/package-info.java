/**
 * The verbs of {@code loopline} that talk to a running server, over HTTP alone. Knows nothing of
 * the server's code; {@link dev.loopline.cli.RemoteVerbs} is all that others need.
 */
@NullMarked
package dev.loopline.cli;

import org.jspecify.annotations.NullMarked;
