package dev.loopline.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks, told of the registry's changes in MLflow's format. Guarantee: a change is delivered at
 * least once to every active webhook that asks for it, however often the server restarts, unless
 * all attempts fail; the receiver knows repetitions by the delivery's id.
 */
public interface Webhooks extends AutoCloseable {
  /**
   * What is set; null leaves it as it is.
   *
   * @param secret signs deliveries; kept sealed, never shown
   */
  record Settings(
      @Nullable String name,
      @Nullable String description,
      @Nullable String url,
      @Nullable List<WebhookEvent> events,
      @Nullable String secret,
      @Nullable Boolean active) {}

  /**
   * One delivery.
   *
   * @param attempts so far
   * @param dueAt when it is tried next; null once it is over
   * @param status of the last answer; null where there was none
   * @param answer the beginning of the last answer, or why there was none
   */
  record Delivery(
      String id,
      String event,
      Instant createdAt,
      int attempts,
      @Nullable Instant dueAt,
      boolean succeeded,
      @Nullable Integer status,
      @Nullable String answer) {}

  /** What came of a test. */
  record TestResult(
      boolean success, @Nullable Integer status, @Nullable String body, @Nullable String error) {}

  Webhook create(Settings settings, String actor);

  /**
   * Takes in a webhook of another server under its own id. MLflow tells nobody its secret: it comes
   * without one and disabled, until both are set here. Taken in again, it keeps what was set here,
   * but is disabled where its URL has changed.
   *
   * @param webhook active or not, it comes disabled
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where it was made here
   */
  Webhook take(Webhook webhook, String actor);

  Webhook require(String id);

  Found<Webhook> list(@Nullable String cursor, int limit);

  Webhook update(String id, Settings settings, String actor);

  void delete(String id, String actor);

  /**
   * Sends an example, whether the webhook is active or not.
   *
   * @param event null for the first that it asks for
   */
  TestResult test(String id, @Nullable WebhookEvent event);

  /** What was sent to it, newest first. */
  List<Delivery> deliveries(String id, int limit);

  @Override
  void close();
}
