/**
 * C4, the feature store: so far raw sources (CSV files, kept by digest) and their initial analysis.
 * Knows no model.
 */
@NullMarked
package dev.loopline.features;

import org.jspecify.annotations.NullMarked;
