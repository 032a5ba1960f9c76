package dev.loopline.registry.internal.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.http.outgoing.Addresses;
import dev.loopline.http.outgoing.Post;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.Limits;
import dev.loopline.metadata.imports.ImportError;
import dev.loopline.registry.Found;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.Webhook;
import dev.loopline.registry.WebhookEvent;
import dev.loopline.registry.Webhooks;
import dev.loopline.registry.internal.HistoryDao;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@link Webhooks} over the component's tables and the event log. */
public final class StoredWebhooks implements Webhooks {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
  private static final int DESCRIPTION = 1_000;
  private static final int SECRET = 1_000;

  private final Kernel kernel;
  private final UrlRules urls;
  private final Secrets secrets;
  private final Post post;
  private final Sender sender;
  private final Deliverer deliverer;

  private StoredWebhooks(Kernel kernel, RegistryOptions.Delivery options) {
    this.kernel = kernel;
    this.urls = new UrlRules(options);
    this.secrets = new Secrets(kernel);
    this.post =
        new Post(
            "Webhook URL",
            options.allowPrivate() ? Addresses.ANY : Addresses.PUBLIC,
            options.timeout());
    this.sender = new Sender(kernel.db(), secrets, post, options.retries(), options.backoff());
    this.deliverer = new Deliverer(kernel, sender, options.timeout());
  }

  /** Opens and begins to deliver. */
  public static StoredWebhooks open(Kernel kernel, RegistryOptions.Delivery options) {
    StoredWebhooks webhooks = new StoredWebhooks(kernel, options);
    kernel.events().subscribe("registry.webhooks", EventFilter.types("registry."), webhooks::queue);
    return webhooks;
  }

  /**
   * Queues an event for all that want it: called at least once, done once by the queue's key. A
   * webhook is not told of what was before it.
   */
  private void queue(Event event) {
    long change = event.data().path("change").asLong();
    Optional<Payloads.Payload> payload =
        kernel.db().read(h -> HistoryDao.find(h, change)).flatMap(Payloads::of);
    if (payload.isEmpty()) {
      return;
    }
    boolean queued =
        kernel
            .db()
            .write(
                tx -> {
                  boolean any = false;
                  for (Webhook webhook : WebhookDao.active(tx.handle())) {
                    if (webhook.events().contains(payload.get().event())
                        && !webhook.createdAt().isAfter(event.time())) {
                      any |=
                          DeliveryDao.insert(
                              tx,
                              uuid(),
                              webhook.id(),
                              event.id().value(),
                              payload.get(),
                              event.time());
                    }
                  }
                  return any;
                });
    if (queued) {
      deliverer.wake();
    }
  }

  private String uuid() {
    String hex = kernel.ids().hex32();
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  @Override
  public Webhook create(Settings settings, String actor) {
    Instant now = kernel.clock().now();
    Webhook blank = new Webhook(uuid(), "", "", "", List.of(), true, false, now, now);
    WebhookDao.Row row = with(new WebhookDao.Row(blank, null), settings);
    requireName(row.webhook().name());
    urls.check(row.webhook().url());
    requireEvents(row.webhook().events());
    kernel
        .db()
        .change(
            tx -> {
              WebhookDao.insert(tx, row);
              tell(tx, "created", row.webhook(), actor);
            });
    return row.webhook();
  }

  @Override
  public Webhook take(Webhook webhook, String actor) {
    requireName(webhook.name());
    urls.check(webhook.url());
    Limits.text("description", webhook.description(), DESCRIPTION);
    requireEvents(webhook.events());
    return kernel
        .db()
        .write(
            tx -> {
              WebhookDao.ensureCopy(tx, restated(webhook, false, false));
              boolean wasDeleted = WebhookDao.find(tx.handle(), webhook.id()).isEmpty();
              if (!WebhookDao.reviveCopy(tx, webhook.id())) {
                throw ImportError.madeHere("Webhook " + webhook.id());
              }
              WebhookDao.Row there = WebhookDao.find(tx.handle(), webhook.id()).orElseThrow();
              boolean active =
                  !wasDeleted
                      && there.webhook().active()
                      && there.webhook().url().equals(webhook.url());
              Webhook taken = restated(webhook, active, there.sealed() != null);
              WebhookDao.update(tx, new WebhookDao.Row(taken, there.sealed()));
              tell(tx, "imported", taken, actor);
              return taken;
            });
  }

  private static Webhook restated(Webhook w, boolean active, boolean signed) {
    return new Webhook(
        w.id(),
        w.name(),
        w.description(),
        w.url(),
        w.events(),
        active,
        signed,
        w.createdAt(),
        w.updatedAt());
  }

  private static void requireEvents(List<WebhookEvent> events) {
    if (events.isEmpty()) {
      throw invalid("Webhook events must be a non-empty list of WebhookEvent objects: [].");
    }
  }

  /** Whom changes are told is for the audit to know; the secret, or an URL that is one, is not. */
  private void tell(Tx tx, String change, Webhook webhook, String actor) {
    ObjectNode told = Json.object().put("name", webhook.name());
    told.put("host", URI.create(webhook.url()).getHost());
    told.put("active", webhook.active()).put("signed", webhook.signed());
    webhook.events().forEach(event -> told.withArray("events").add(event.key()));
    kernel
        .events()
        .append(
            tx,
            new NewEvent(
                "registry.webhook." + change, "registry", webhook.id(), null, actor, told));
  }

  /** What is set replaces what is there. */
  private WebhookDao.Row with(WebhookDao.Row row, Settings settings) {
    Webhook there = row.webhook();
    if (settings.name() != null) {
      requireName(settings.name());
    }
    if (settings.url() != null) {
      urls.check(settings.url());
    }
    String sealed =
        settings.secret() == null
            ? row.sealed()
            : secrets.seal(there.id(), Limits.text("secret", settings.secret(), SECRET));
    return new WebhookDao.Row(
        new Webhook(
            there.id(),
            or(settings.name(), there.name()),
            Limits.text(
                "description", or(settings.description(), there.description()), DESCRIPTION),
            or(settings.url(), there.url()),
            or(settings.events(), there.events()),
            or(settings.active(), there.active()),
            sealed != null,
            there.createdAt(),
            there.updatedAt()),
        sealed);
  }

  private static <T> T or(@Nullable T set, T there) {
    return set == null ? there : set;
  }

  private static void requireName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "Webhook name '"
              + name
              + "' is invalid. It must start and end with a letter or digit, be less than 63"
              + " characters long, and contain only letters, digits, dots (.), underscores (_),"
              + " and hyphens (-).");
    }
  }

  @Override
  public Webhook require(String id) {
    return row(id).webhook();
  }

  private WebhookDao.Row row(String id) {
    return sender.find(id).orElseThrow(() -> missing(id));
  }

  @Override
  public Found<Webhook> list(@Nullable String cursor, int limit) {
    return kernel.db().read(h -> WebhookDao.page(h, cursor, limit));
  }

  @Override
  public Webhook update(String id, Settings settings, String actor) {
    return kernel
        .db()
        .write(
            tx -> {
              WebhookDao.Row before =
                  WebhookDao.find(tx.handle(), id).orElseThrow(() -> missing(id));
              WebhookDao.Row after = with(before, settings);
              Webhook w = after.webhook();
              // Clients tell by the time whether something changed: it always moves.
              Instant later = before.webhook().updatedAt().plusMillis(1);
              Instant now = kernel.clock().now();
              Webhook stamped =
                  new Webhook(
                      id,
                      w.name(),
                      w.description(),
                      w.url(),
                      w.events(),
                      w.active(),
                      w.signed(),
                      w.createdAt(),
                      now.isAfter(later) ? now : later);
              WebhookDao.update(tx, new WebhookDao.Row(stamped, after.sealed()));
              tell(tx, "updated", stamped, actor);
              return stamped;
            });
  }

  @Override
  public void delete(String id, String actor) {
    kernel
        .db()
        .change(
            tx -> {
              WebhookDao.Row row = WebhookDao.find(tx.handle(), id).orElseThrow(() -> missing(id));
              if (WebhookDao.delete(tx, id, kernel.clock().now())) {
                tell(tx, "deleted", row.webhook(), actor);
              }
            });
  }

  @Override
  public TestResult test(String id, @Nullable WebhookEvent event) {
    WebhookDao.Row row = row(id);
    Instant now = kernel.clock().now();
    WebhookEvent sent = event == null ? row.webhook().events().getFirst() : event;
    String body = Payloads.example(sent).body(now);
    String delivery = uuid();
    for (int attempts = 1; ; attempts++) {
      Sender.Outcome outcome = sender.send(row, delivery, now, body);
      Optional<Duration> wait = sender.wait(delivery, attempts, outcome);
      if (wait.isEmpty()) {
        return outcome.status() == null
            ? new TestResult(false, null, null, "Failed to test webhook: " + outcome.answer())
            : new TestResult(outcome.isSuccess(), outcome.status(), outcome.answer(), null);
      }
      try {
        Thread.sleep(wait.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TestResult(false, null, null, "Failed to test webhook: it was interrupted");
      }
    }
  }

  @Override
  public List<Delivery> deliveries(String id, int limit) {
    row(id);
    return kernel.db().read(h -> DeliveryDao.newest(h, id, limit));
  }

  private static LooplineException missing(String id) {
    return new LooplineException(
        RegistryError.WEBHOOK_NOT_FOUND, "Webhook with ID " + id + " not found.");
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(RegistryError.INVALID_PARAMETER_VALUE, message);
  }

  @Override
  public void close() {
    deliverer.close();
    post.close();
  }
}
