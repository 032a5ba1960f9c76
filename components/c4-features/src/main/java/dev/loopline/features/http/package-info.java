/** Raw sources and their analysis over HTTP. */
@NullMarked
package dev.loopline.features.http;

import org.jspecify.annotations.NullMarked;
