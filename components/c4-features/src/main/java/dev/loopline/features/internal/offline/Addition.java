package dev.loopline.features.internal.offline;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a materialization adds to a table.
 *
 * @param parquet the file, in the table's folder already; null where there are no rows
 * @param offset in the source's segments up to which the rows go
 */
record Addition(@Nullable Path parquet, long rows, long offset) {}
