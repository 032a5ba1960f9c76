package dev.loopline.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What tables and plots of models show, without reading versions one by one. Changes nothing. */
public interface RegistrySurvey {
  /**
   * What a line of a table says of a model beside its own.
   *
   * @param versions how many it has
   * @param owner what its tag {@code owner} says, else the card that was written last; null for
   *     nobody
   */
  record Glance(long versions, @Nullable String owner) {}

  /** By the models' names, in few statements for all. */
  Map<String, Glance> glances(List<RegisteredModel> models);

  /** Versions below {@code before}, newest first; {@code MODEL_NOT_FOUND} where there is none. */
  Found<VersionFigures> figures(String model, int before, int limit);

  /** All times that versions spent in stages, those that began last first. */
  Found<StagePeriod> periods(String model, long before, int limit);

  /**
   * Which promotions are looked for.
   *
   * @param product null for those of all, and of models that belong to none
   * @param approver those that this one may decide about; null for all
   */
  record Asked(
      ModelVersion.Decision decision, @Nullable String product, @Nullable String approver) {}

  /** Promotions that somebody asked for, newest first. */
  Found<Promotion> promotions(Asked asked, long before, int limit);

  /** How many there are, of whichever approver. */
  long countPromotions(Asked asked);

  /** How the promotion of a version stands. */
  Promotion promotion(String model, int version);
}
