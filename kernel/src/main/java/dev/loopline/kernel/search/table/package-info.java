/**
 * Searches of tables: a component declares what can be asked of one of its tables ({@link
 * dev.loopline.kernel.search.table.SearchTable}), and gets pages in any order ({@link
 * dev.loopline.kernel.search.table.Keyset}), projections and counts. Knows no table of its own.
 */
@NullMarked
package dev.loopline.kernel.search.table;

import org.jspecify.annotations.NullMarked;
