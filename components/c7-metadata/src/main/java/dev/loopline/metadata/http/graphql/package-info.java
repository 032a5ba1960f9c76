/**
 * MLflow's GraphQL queries over what its REST messages tell: a schema in its words, limits on what
 * a query may ask, and fields that are read from messages as protocol buffers would read them.
 */
@NullMarked
package dev.loopline.metadata.http.graphql;

import org.jspecify.annotations.NullMarked;
