package dev.loopline.registry.internal.webhook;

import dev.loopline.http.outgoing.Post;
import dev.loopline.kernel.db.Database;
import dev.loopline.registry.Webhook;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One attempt to tell a webhook, and how long to wait before the next. */
final class Sender {
  private static final Set<Integer> WORTH_A_RETRY = Set.of(429, 500, 502, 503, 504);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final int SHOWN = 2_000;

  private final Database db;
  private final Secrets secrets;
  private final Post post;
  private final int retries;
  private final Duration backoff;

  Sender(Database db, Secrets secrets, Post post, int retries, Duration backoff) {
    this.db = db;
    this.secrets = secrets;
    this.post = post;
    this.retries = retries;
    this.backoff = backoff;
  }

  /**
   * What came of an attempt.
   *
   * @param status null where there was no answer
   * @param answer the answer's beginning, or why there was none
   */
  record Outcome(@Nullable Integer status, String answer, Optional<Duration> retryAfter) {
    /** A redirect is not followed, so it is no success. */
    boolean isSuccess() {
      return status != null && status < 300;
    }

    boolean isWorthARetry() {
      return status == null || WORTH_A_RETRY.contains(status);
    }
  }

  /** Retries keep id, time and body, and so the signature. */
  Outcome send(WebhookDao.Row row, String id, Instant at, String body) {
    Webhook webhook = row.webhook();
    String timestamp = String.valueOf(at.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("X-MLflow-Delivery-Id", id);
    headers.put("X-MLflow-Timestamp", timestamp);
    if (row.sealed() != null) {
      String secret = secrets.open(webhook.id(), row.sealed());
      headers.put("X-MLflow-Signature", Secrets.signature(secret, id, timestamp, body));
    }
    try {
      Post.Answer answer =
          post.send(URI.create(webhook.url()), headers, body.getBytes(StandardCharsets.UTF_8));
      return new Outcome(answer.status(), shown(answer.body()), answer.retryAfter());
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Outcome(null, shown(why), Optional.empty());
    }
  }

  /** How long to wait after the given number of attempts; empty where that was the last. */
  Optional<Duration> wait(String id, int attempts, Outcome outcome) {
    if (outcome.isSuccess() || !outcome.isWorthARetry() || attempts > retries) {
      return Optional.empty();
    }
    Duration wait =
        attempts == 1
            ? Duration.ZERO
            // Spread by the delivery's id, so that many that failed together do not come together.
            : backoff
                .multipliedBy(1L << Math.min(attempts - 1, 20))
                .plus(backoff.multipliedBy(Math.floorMod(id.hashCode(), 1_000)).dividedBy(1_000));
    Duration asked = outcome.retryAfter().orElse(Duration.ZERO);
    Duration longer = wait.compareTo(asked) > 0 ? wait : asked;
    return Optional.of(longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer);
  }

  Optional<WebhookDao.Row> find(String webhook) {
    return db.read(h -> WebhookDao.find(h, webhook));
  }

  private static String shown(String text) {
    String plain = text.replace("\0", "");
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) : plain;
  }
}
