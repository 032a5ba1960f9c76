/** MLflow's REST protocol over tracking. */
@NullMarked
package dev.loopline.metadata.http;

import org.jspecify.annotations.NullMarked;
