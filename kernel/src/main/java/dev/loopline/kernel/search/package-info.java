/**
 * One query language for everything that can be searched: what a query says ({@link
 * dev.loopline.kernel.search.Filter}, {@link dev.loopline.kernel.search.Order}), how its text is
 * read ({@link dev.loopline.kernel.search.Queries}), how it becomes SQL with bound values ({@link
 * dev.loopline.kernel.search.SqlFilter}). Knows no table: each owner says which column a field is.
 * MLflow's grammar is a subset.
 */
@NullMarked
package dev.loopline.kernel.search;

import org.jspecify.annotations.NullMarked;
