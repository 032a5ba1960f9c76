package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.registry.ModelCards;
import dev.loopline.registry.Models;
import dev.loopline.registry.Promotions;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.RegistrySurvey;
import dev.loopline.registry.Versions;
import dev.loopline.registry.spi.Approvers;

/** Makes the stored parts, which share a journal and a shelf. */
public record RegistryParts(
    Registry registry,
    Models models,
    Versions versions,
    ModelCards cards,
    Promotions promotions,
    RegistrySurvey survey) {
  public static RegistryParts open(
      Kernel kernel, Tracking tracking, Approvers approvers, RegistryOptions options) {
    Journal journal = new Journal(kernel);
    Shelf shelf = new Shelf(kernel, journal);
    RegistrySearch search = new RegistrySearch(kernel);
    StoredVersions.Arrivals arrivals =
        new StoredVersions.Arrivals(
            new Sources(kernel.db(), tracking, options.sourcePattern()),
            new PassportReader(tracking, kernel.artifacts()),
            tracking);
    return new RegistryParts(
        new StoredRegistry(kernel, journal, shelf, tracking),
        new StoredModels(kernel, journal, shelf, search),
        new StoredVersions(kernel, journal, shelf, search, options.stages(), arrivals),
        new StoredCards(kernel, journal, shelf),
        new StoredPromotions(kernel, journal, shelf, approvers),
        new StoredSurvey(kernel, tracking, approvers));
  }
}
