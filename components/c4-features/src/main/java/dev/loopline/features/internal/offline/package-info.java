/**
 * Offline data: an Iceberg table for each view, its pointer in our database, its files Parquet; and
 * the training sets cut from it.
 */
@NullMarked
package dev.loopline.features.internal.offline;

import org.jspecify.annotations.NullMarked;
