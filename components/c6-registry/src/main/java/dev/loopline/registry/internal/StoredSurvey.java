package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.registry.Change;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelVersion;
import dev.loopline.registry.NewVersion;
import dev.loopline.registry.Promotion;
import dev.loopline.registry.RegisteredModel;
import dev.loopline.registry.RegistrySurvey;
import dev.loopline.registry.StagePeriod;
import dev.loopline.registry.VersionFigures;
import dev.loopline.registry.internal.PromotionDao.Requested;
import dev.loopline.registry.spi.Approvers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@link RegistrySurvey} over the component's tables, and the runs that versions name. */
final class StoredSurvey implements RegistrySurvey {
  private static final String OWNER = "owner";
  private static final int LOOKED_AT_ONCE = 200;

  private final Kernel kernel;
  private final Tracking tracking;
  private final Approvers approvers;

  StoredSurvey(Kernel kernel, Tracking tracking, Approvers approvers) {
    this.kernel = kernel;
    this.tracking = tracking;
    this.approvers = approvers;
  }

  @Override
  public Map<String, Glance> glances(List<RegisteredModel> models) {
    List<String> names = models.stream().map(RegisteredModel::name).toList();
    return kernel
        .db()
        .read(
            h -> {
              Map<String, Long> versions = GlanceDao.versions(h, names);
              Map<String, String> owners = GlanceDao.cardOwners(h, names);
              Map<String, Glance> all = new HashMap<>();
              for (RegisteredModel model : models) {
                String tag = model.tags().getOrDefault(OWNER, "");
                String owner = tag.isBlank() ? owners.get(model.name()) : tag;
                all.put(model.name(), new Glance(versions.getOrDefault(model.name(), 0L), owner));
              }
              return all;
            });
  }

  @Override
  public Found<VersionFigures> figures(String model, int before, int limit) {
    List<ModelVersion> found =
        kernel
            .db()
            .read(
                h ->
                    VersionDao.fill(
                        h, VersionDao.newest(h, Shelf.model(h, model).no(), before, limit + 1)));
    Found<ModelVersion> page = cut(found, limit, v -> String.valueOf(v.version()));
    // Behind the transaction: the runs are another component's.
    Map<String, Map<String, Double>> ofRuns =
        tracking.latest(
            page.items().stream()
                .filter(v -> v.document() == null)
                .map(v -> v.origin().runId())
                .filter(id -> !id.isEmpty())
                .toList());
    return new Found<>(page.items().stream().map(v -> line(v, ofRuns)).toList(), page.next());
  }

  private static VersionFigures line(ModelVersion v, Map<String, Map<String, Double>> ofRuns) {
    NewVersion document = v.document();
    return new VersionFigures(
        v.version(),
        v.stage().name(),
        v.aliases(),
        v.tags(),
        v.description(),
        v.origin().runId(),
        v.createdAt(),
        v.createdBy(),
        v.decision(),
        document != null,
        document == null ? ofRuns.getOrDefault(v.origin().runId(), Map.of()) : document.metrics());
  }

  @Override
  public Found<StagePeriod> periods(String model, long before, int limit) {
    List<PeriodDao.Numbered> found =
        kernel.db().read(h -> PeriodDao.newest(h, model, before, limit + 1));
    Found<PeriodDao.Numbered> page = cut(found, limit, p -> String.valueOf(p.no()));
    return new Found<>(page.items().stream().map(PeriodDao.Numbered::period).toList(), page.next());
  }

  @Override
  public Found<Promotion> promotions(Asked asked, long before, int limit) {
    Map<String, Set<String>> known = new HashMap<>();
    List<Numbered> kept = new ArrayList<>();
    long from = before;
    // Who may decide is told by products, not by a column: pages are filled by looking further.
    while (kept.size() <= limit) {
      long behind = from;
      List<Requested> some =
          kernel.db().read(h -> PromotionDao.page(h, asked, behind, LOOKED_AT_ONCE));
      for (Requested one : some) {
        Promotion promotion =
            standing(one, known.computeIfAbsent(one.version().product(), this::of));
        if (asked.approver() == null || promotion.obstacle(asked.approver()).isEmpty()) {
          kept.add(new Numbered(one.entry(), promotion));
        }
      }
      if (some.size() < LOOKED_AT_ONCE) {
        break;
      }
      from = some.getLast().entry();
    }
    Found<Numbered> page = cut(kept, limit, p -> String.valueOf(p.entry()));
    return new Found<>(page.items().stream().map(Numbered::promotion).toList(), page.next());
  }

  private record Numbered(long entry, Promotion promotion) {}

  private Set<String> of(String product) {
    return product.isEmpty() ? Set.of() : approvers.of(product);
  }

  private static Promotion standing(Requested asked, Set<String> approvers) {
    VersionRow row = asked.version();
    return new Promotion(
        row.product(),
        row.model(),
        row.version(),
        row.stage().name(),
        row.decision(),
        row.requestedBy(),
        asked.at(),
        asked.evidence(),
        null,
        null,
        null,
        approvers);
  }

  @Override
  public long countPromotions(Asked asked) {
    return kernel.db().read(h -> PromotionDao.count(h, asked));
  }

  @Override
  public Promotion promotion(String model, int version) {
    VersionRow row = kernel.db().read(h -> Shelf.version(h, model, version));
    List<Change> changes = kernel.db().read(h -> HistoryDao.ofVersions(h, List.of(row.key())));
    Change asked = last(changes, "requested");
    Change decided = row.decision() == ModelVersion.Decision.REQUESTED ? null : decision(changes);
    return new Promotion(
        row.product(),
        row.model(),
        row.version(),
        row.stage().name(),
        row.decision(),
        row.requestedBy(),
        asked == null ? null : asked.at(),
        asked == null ? null : asked.evidence(),
        decided == null ? null : decided.actor(),
        decided == null ? null : decided.at(),
        decided == null ? null : decided.evidence(),
        of(row.product()));
  }

  private static @Nullable Change decision(List<Change> changes) {
    Change promoted = last(changes, "promoted");
    return promoted == null ? last(changes, "rejected") : promoted;
  }

  private static @Nullable Change last(List<Change> changes, String what) {
    return changes.reversed().stream()
        .filter(c -> c.change().equals(what))
        .findFirst()
        .orElse(null);
  }

  private static <T> Found<T> cut(List<T> fetched, int limit, Function<T, String> cursor) {
    boolean more = fetched.size() > limit;
    List<T> kept = more ? fetched.subList(0, limit) : fetched;
    return new Found<>(kept, more ? cursor.apply(kept.getLast()) : null);
  }
}
