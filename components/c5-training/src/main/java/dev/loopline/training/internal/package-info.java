/** The training child: its data, its search, its booster and the export to ONNX. */
@NullMarked
package dev.loopline.training.internal;

import org.jspecify.annotations.NullMarked;
