/**
 * C6, the model registry: models and their versions, whether a training pipeline or an MLflow
 * client registered them, with files by digest, signature, stage, aliases, card and an append-only
 * history; promotions that people approve; webhooks. Knows no algorithm and no endpoint.
 */
@NullMarked
package dev.loopline.registry;

import org.jspecify.annotations.NullMarked;
