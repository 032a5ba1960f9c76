package dev.loopline.monitoring.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.monitoring.Challenge;
import dev.loopline.monitoring.Challenge.Evidence;
import dev.loopline.monitoring.Challenge.State;
import dev.loopline.monitoring.Challenges;
import dev.loopline.monitoring.MonitorSpec;
import dev.loopline.monitoring.MonitoringError;
import dev.loopline.monitoring.spi.Models;
import dev.loopline.stats.Baseline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens challenges, evaluates them as event time moves, and carries their decision out. */
public final class RunningChallenges implements Challenges {
  /** Told of a challenge that was promoted or rejected. */
  static final String DECIDED = "monitoring.challenge.decided";

  private static final String UNEVALUATED = "Not evaluated yet.";

  /** Stands for the champion where there was none before. */
  private static final String NONE = "";

  private final Kernel kernel;
  private final ProductValues products;
  private final Models models;
  private final Comparison comparison;
  private final Intake intake;

  RunningChallenges(
      Kernel kernel, ProductValues products, Models models, Comparison comparison, Intake intake) {
    this.kernel = kernel;
    this.products = products;
    this.models = models;
    this.comparison = comparison;
    this.intake = intake;
  }

  @Override
  public Challenge start(
      String product, String endpoint, String challenger, Instant trainedUntil, String trigger) {
    MonitorSpec monitor = monitor(product, endpoint);
    Optional<String> champion = models.champion(product, endpoint);
    Instant now = kernel.eventTime().now(product);
    Instant deadline = now.plus(Duration.ofDays(monitor.challenge().deadlineDays()));
    Challenge fresh =
        new Challenge(
            kernel.ids().next("chl"),
            product,
            endpoint,
            monitor.model(),
            champion.orElse(NONE),
            challenger,
            trainedUntil,
            now,
            deadline,
            trigger,
            State.RUNNING,
            null,
            null,
            UNEVALUATED);
    supersede(fresh);
    Challenge there = kernel.db().write(tx -> open(tx, fresh));
    if (there.champion().equals(NONE)) {
      first(there, now);
      return require(product, there.id());
    }
    intake.read(product, monitor);
    evaluate(monitor, there, now);
    return require(product, there.id());
  }

  /** With nothing to compare with, the product's own threshold decides on held-out rows. */
  private void first(Challenge c, Instant now) {
    if (c.state() != State.RUNNING) {
      return;
    }
    double auc =
        models
            .baseline(c.product(), c.model(), c.challenger())
            .map(Baseline::auc)
            .orElse(Double.NaN);
    double threshold = products.threshold(c.product());
    String figures = "AUC %.4f on held-out rows, threshold %.4f".formatted(auc, threshold);
    settle(
        auc >= threshold
            ? decided(c, State.PROMOTED, now, null, "The first version: " + figures + ".")
            : decided(
                c, State.REJECTED, now, null, "Not good enough to be first: " + figures + "."));
  }

  /** Only one challenger runs at an endpoint; the newer, trained on newer data, takes its place. */
  private void supersede(Challenge fresh) {
    String reason = "Superseded by version " + fresh.challenger() + ", trained on newer data.";
    List<Challenge> all = list(fresh.product());
    boolean repeated =
        all.stream()
            .anyMatch(
                c -> c.model().equals(fresh.model()) && c.challenger().equals(fresh.challenger()));
    if (repeated) {
      return;
    }
    all.stream()
        .filter(c -> c.endpoint().equals(fresh.endpoint()) && c.state() == State.RUNNING)
        .forEach(c -> settle(decided(c, State.REJECTED, fresh.startedAt(), c.evidence(), reason)));
  }

  private Challenge open(Tx tx, Challenge fresh) {
    for (Challenge c : ChallengeDao.list(tx.handle(), fresh.product())) {
      if (c.model().equals(fresh.model()) && c.challenger().equals(fresh.challenger())) {
        return c;
      }
      if (c.endpoint().equals(fresh.endpoint()) && c.state() == State.RUNNING) {
        throw new LooplineException(
            MonitoringError.CHALLENGE_RUNNING,
            "Challenge "
                + c.id()
                + " of version "
                + c.challenger()
                + " runs at endpoint "
                + c.endpoint()
                + " until "
                + c.deadline()
                + "; wait for its decision.");
      }
    }
    ChallengeDao.insert(tx.handle(), fresh);
    return fresh;
  }

  @Override
  public Challenge require(String product, String id) {
    return kernel
        .db()
        .read(h -> ChallengeDao.find(h, product, id))
        .orElseThrow(
            () ->
                new LooplineException(
                    MonitoringError.CHALLENGE_NOT_FOUND,
                    "Product " + product + " has no challenge " + id + "; list its challenges."));
  }

  @Override
  public List<Challenge> list(String product) {
    return kernel.db().read(h -> ChallengeDao.list(h, product));
  }

  /** Evaluates all that is undecided or watched at an endpoint. */
  void advance(String product, MonitorSpec monitor, Instant at) {
    List<Challenge> here =
        list(product).stream().filter(c -> c.endpoint().equals(monitor.endpoint())).toList();
    here.stream()
        .filter(c -> c.state() == State.RUNNING && !c.champion().equals(NONE))
        .forEach(c -> evaluate(monitor, c, at));
    here.stream()
        .filter(c -> c.state() == State.PROMOTED || c.state() == State.ROLLED_BACK)
        .filter(c -> !c.champion().equals(NONE))
        .reduce((first, second) -> second)
        .ifPresent(c -> watch(monitor, c, at));
  }

  private void evaluate(MonitorSpec monitor, Challenge c, Instant now) {
    if (c.state() != State.RUNNING) {
      return;
    }
    Instant from = c.startedAt().minus(Duration.ofDays(monitor.challenge().backtestDays()));
    Evidence evidence = comparison.compare(c, from, now);
    Decisions.Verdict verdict =
        Decisions.challenge(monitor.challenge(), evidence, !now.isBefore(c.deadline()));
    switch (verdict.outcome()) {
      case WAIT -> {
        Challenge waiting = decided(c, State.RUNNING, null, evidence, verdict.reason());
        kernel.db().change(tx -> keepWaiting(tx, c, waiting));
      }
      case PROMOTE -> settle(decided(c, State.PROMOTED, now, evidence, verdict.reason()));
      case REJECT -> settle(decided(c, State.REJECTED, now, evidence, verdict.reason()));
    }
  }

  /** The first time that rows are too few, the challenger is to be put beside the champion. */
  private void keepWaiting(Tx tx, Challenge before, Challenge waiting) {
    if (ChallengeDao.update(tx.handle(), waiting, State.RUNNING)
        && before.reason().equals(UNEVALUATED)) {
      kernel
          .events()
          .append(
              tx,
              "monitoring.challenge.started",
              "monitoring",
              waiting.id(),
              waiting.product(),
              waiting);
    }
  }

  /** The decision alone; what follows from it follows the event, so that a crash loses nothing. */
  private void settle(Challenge c) {
    change(c, State.RUNNING, DECIDED);
  }

  /** Carries a decision out; called for its event, at least once. */
  void carryOut(Challenge decided) {
    if (decided.state() == State.PROMOTED) {
      models.promote(decided.product(), decided.model(), decided.challenger(), Json.tree(decided));
    } else {
      models.reject(decided.product(), decided.model(), decided.challenger(), Json.tree(decided));
    }
  }

  private void watch(MonitorSpec monitor, Challenge c, Instant now) {
    Instant since = c.decidedAt() == null ? c.startedAt() : c.decidedAt();
    if (now.isAfter(since.plus(Duration.ofDays(monitor.challenge().watchDays())))) {
      String replaced = c.state() == State.PROMOTED ? c.champion() : c.challenger();
      models.endWatch(c.product(), c.endpoint(), replaced);
      return;
    }
    if (c.state() != State.PROMOTED) {
      return;
    }
    Evidence evidence = comparison.lookBack(c, since, now);
    if (Decisions.rollBack(monitor.challenge(), evidence)) {
      String reason = "After its promotion it did worse than version " + c.champion() + ".";
      change(
          decided(c, State.ROLLED_BACK, now, evidence, reason),
          State.PROMOTED,
          "monitoring.rollback.requested");
    }
  }

  private void change(Challenge c, State expected, String event) {
    kernel
        .db()
        .change(
            tx -> {
              if (ChallengeDao.update(tx.handle(), c, expected)) {
                kernel.events().append(tx, event, "monitoring", c.id(), c.product(), c);
              }
            });
  }

  private static Challenge decided(
      Challenge c, State state, @Nullable Instant at, @Nullable Evidence evidence, String reason) {
    // One class only: there is no area, and JSON knows no NaN.
    Evidence sayable = evidence == null || Double.isNaN(evidence.difference()) ? null : evidence;
    return new Challenge(
        c.id(),
        c.product(),
        c.endpoint(),
        c.model(),
        c.champion(),
        c.challenger(),
        c.trainedUntil(),
        c.startedAt(),
        c.deadline(),
        c.trigger(),
        state,
        at,
        sayable,
        reason);
  }

  private MonitorSpec monitor(String product, String endpoint) {
    return kernel.db().read(h -> MonitorDao.list(h, product)).stream()
        .filter(m -> m.endpoint().equals(endpoint))
        .findFirst()
        .orElseThrow(
            () ->
                new LooplineException(
                    MonitoringError.MONITOR_NOT_FOUND,
                    "Product "
                        + product
                        + " has no monitor for endpoint "
                        + endpoint
                        + "; declare one in monitoring.yaml."));
  }
}
