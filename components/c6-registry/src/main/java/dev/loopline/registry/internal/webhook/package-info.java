/**
 * Webhooks: who wants to be told, what they are told, and the durable queue that tells them. Sees
 * the registry through its events and history alone.
 */
@NullMarked
package dev.loopline.registry.internal.webhook;

import org.jspecify.annotations.NullMarked;
