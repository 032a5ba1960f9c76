/**
 * C6, the model registry: versions of models with their files by digest, signature, stage, aliases
 * and an append-only history. Knows no algorithm and no endpoint.
 */
@NullMarked
package dev.loopline.registry;

import org.jspecify.annotations.NullMarked;
