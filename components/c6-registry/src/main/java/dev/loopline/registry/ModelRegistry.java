package dev.loopline.registry;

/** What the registry offers. */
public record ModelRegistry(
    Registry registry,
    Models models,
    Versions versions,
    ModelCards cards,
    Promotions promotions,
    RegistrySurvey survey,
    Webhooks webhooks,
    Stages stages)
    implements AutoCloseable {
  /** Stops the deliveries; what is not delivered yet is delivered after the next start. */
  @Override
  public void close() {
    webhooks.close();
  }
}
