/** Sources, their analysis, and feature views over HTTP. */
@NullMarked
package dev.loopline.features.http;

import org.jspecify.annotations.NullMarked;
