/** Endpoints over HTTP, natively and by the Open Inference Protocol. */
@NullMarked
package dev.loopline.serving.http;

import org.jspecify.annotations.NullMarked;
