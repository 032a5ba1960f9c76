package dev.loopline.registry.internal;

import dev.loopline.kernel.Kernel;
import dev.loopline.metadata.imports.Ledger;
import dev.loopline.registry.ModelCards;
import dev.loopline.registry.Models;
import dev.loopline.registry.Promotions;
import dev.loopline.registry.Registry;
import dev.loopline.registry.RegistryImports;
import dev.loopline.registry.RegistryOptions;
import dev.loopline.registry.RegistrySurvey;
import dev.loopline.registry.Versions;
import dev.loopline.registry.spi.Approvers;
import dev.loopline.registry.spi.Deployments;

/** Makes the stored parts, which share a journal and a shelf. */
public record RegistryParts(
    Registry registry,
    Models models,
    Versions versions,
    ModelCards cards,
    Promotions promotions,
    RegistrySurvey survey) {
  /** What takes in copies from other registries. */
  public static RegistryImports imports(
      Kernel kernel,
      Tracking tracking,
      Deployments deployments,
      RegistryOptions options,
      Ledger ledger) {
    Journal journal = new Journal(kernel);
    return new StoredRegistryImports(
        kernel,
        journal,
        new Shelf(kernel, journal, new Governance(deployments)),
        arrivals(kernel, tracking, options),
        ledger);
  }

  private static StoredVersions.Arrivals arrivals(
      Kernel kernel, Tracking tracking, RegistryOptions options) {
    return new StoredVersions.Arrivals(
        new Sources(kernel.db(), tracking, options.sourcePattern()),
        new PassportReader(tracking, kernel.artifacts()),
        tracking);
  }

  public static RegistryParts open(
      Kernel kernel,
      Tracking tracking,
      Approvers approvers,
      Deployments deployments,
      RegistryOptions options) {
    kernel.garbage().register(new VersionBlobs(kernel.db()));
    kernel.garbage().register(new VersionPurger(kernel));
    Journal journal = new Journal(kernel);
    Shelf shelf = new Shelf(kernel, journal, new Governance(deployments));
    RegistrySearch search = new RegistrySearch(kernel);
    StoredVersions.Arrivals arrivals = arrivals(kernel, tracking, options);
    return new RegistryParts(
        new StoredRegistry(kernel, journal, shelf, tracking),
        new StoredModels(kernel, journal, shelf, search),
        new StoredVersions(kernel, journal, shelf, search, options.stages(), arrivals),
        new StoredCards(kernel, journal, shelf),
        new StoredPromotions(kernel, journal, shelf, approvers),
        new StoredSurvey(kernel, tracking, approvers));
  }
}
