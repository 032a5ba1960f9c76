/** How repositories are kept: JGit on local folders, and the refs that the log already tells of. */
@NullMarked
package dev.loopline.source.internal;

import org.jspecify.annotations.NullMarked;
