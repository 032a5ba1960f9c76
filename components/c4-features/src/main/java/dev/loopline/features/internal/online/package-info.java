/** RocksDB: the newest row of each entity, and which rows are there. All of it can be made anew. */
@NullMarked
package dev.loopline.features.internal.online;

import org.jspecify.annotations.NullMarked;
