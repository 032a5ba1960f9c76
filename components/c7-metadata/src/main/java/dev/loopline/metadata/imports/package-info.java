/**
 * What is copied from another tracking server: experiments, runs and logged models under the ids
 * that they have there, and the ledger by which a copy is continued. Knows nothing of how the other
 * server is read.
 */
@NullMarked
package dev.loopline.metadata.imports;

import org.jspecify.annotations.NullMarked;
