package dev.loopline.registry;

import dev.loopline.kernel.error.LooplineException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What webhooks can be told of, as MLflow pairs entities and actions. */
public record WebhookEvent(Entity entity, Action action) {
  /** What something happened to. */
  public enum Entity {
    REGISTERED_MODEL(Action.CREATED),
    MODEL_VERSION(Action.CREATED),
    MODEL_VERSION_TAG(Action.SET, Action.DELETED),
    MODEL_VERSION_ALIAS(Action.CREATED, Action.DELETED),
    PROMPT(Action.CREATED),
    PROMPT_VERSION(Action.CREATED),
    PROMPT_TAG(Action.SET, Action.DELETED),
    PROMPT_VERSION_TAG(Action.SET, Action.DELETED),
    PROMPT_ALIAS(Action.CREATED, Action.DELETED);

    private final List<Action> actions;

    Entity(Action... actions) {
      this.actions = List.of(actions);
    }
  }

  /** What happened. */
  public enum Action {
    CREATED,
    UPDATED,
    DELETED,
    SET
  }

  public WebhookEvent {
    if (!entity.actions.contains(action)) {
      throw new LooplineException(
          RegistryError.INVALID_PARAMETER_VALUE,
          "Invalid action '"
              + lower(action)
              + "' for entity '"
              + lower(entity)
              + "'. Valid actions are: "
              + entity.actions.stream().map(a -> "'" + lower(a) + "'").sorted().toList());
    }
  }

  /** As the database holds it: {@code MODEL_VERSION:CREATED}. */
  public String key() {
    return entity + ":" + action;
  }

  public static WebhookEvent ofKey(String key) {
    String[] parts = key.split(":", 2);
    return new WebhookEvent(Entity.valueOf(parts[0]), Action.valueOf(parts[1]));
  }

  /** As deliveries spell the entity. */
  public String entityName() {
    return lower(entity);
  }

  public String actionName() {
    return lower(action);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The entity of that name or number, as protocol buffers allow both. */
  public static Optional<Entity> entity(String text) {
    return named(Entity.values(), text);
  }

  public static Optional<Action> action(String text) {
    return named(Action.values(), text);
  }

  private static <E extends Enum<E>> Optional<E> named(E[] values, String text) {
    for (E value : values) {
      // MLflow counts from 1: 0 is unspecified.
      if (value.name().equals(text) || String.valueOf(value.ordinal() + 1).equals(text)) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
