package dev.loopline.registry;

import java.time.Instant;
import java.util.List;

/**
 * Somebody who wants to be told. Its secret is never shown.
 *
 * @param description empty where none was told
 * @param signed whether deliveries carry a signature
 */
public record Webhook(
    String id,
    String name,
    String description,
    String url,
    List<WebhookEvent> events,
    boolean active,
    boolean signed,
    Instant createdAt,
    Instant updatedAt) {
  public Webhook {
    events = List.copyOf(events);
  }
}
