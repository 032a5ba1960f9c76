/**
 * C4, the feature store: raw sources (CSV files, kept by digest) and their initial analysis; rows
 * that are pushed, the feature views over them, online and offline, and training sets. Knows no
 * model.
 */
@NullMarked
package dev.loopline.features;

import org.jspecify.annotations.NullMarked;
