/** The registry over HTTP. */
@NullMarked
package dev.loopline.registry.http;

import org.jspecify.annotations.NullMarked;
