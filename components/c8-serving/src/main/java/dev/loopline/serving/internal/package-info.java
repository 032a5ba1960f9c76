/** Endpoints in the database, models in ONNX Runtime, predictions in segment files. */
@NullMarked
package dev.loopline.serving.internal;

import org.jspecify.annotations.NullMarked;
