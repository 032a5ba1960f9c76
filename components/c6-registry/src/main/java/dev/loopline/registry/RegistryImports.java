package dev.loopline.registry;

import dev.loopline.metadata.imports.Entry;
import dev.loopline.metadata.imports.Existing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes in models and versions of another MLflow registry, under the names and numbers that they
 * have there. Each call writes all of what it is given or nothing, durably, and may be repeated:
 * the same again changes nothing. Webhooks are told nothing.
 */
public interface RegistryImports {
  /**
   * A model of another registry.
   *
   * @param aliases of which those are given whose versions are here
   */
  record Model(
      Entry entry,
      String description,
      Map<String, String> tags,
      Map<String, Integer> aliases,
      Instant createdAt,
      Instant updatedAt,
      Existing existing) {
    public Model {
      ModelNames.model("name", entry.id());
      ModelNames.description(description);
      ModelNames.tags(tags);
      aliases.keySet().forEach(ModelNames::newAlias);
      tags = Map.copyOf(tags);
      aliases = Map.copyOf(aliases);
    }
  }

  /**
   * A version of another registry.
   *
   * @param source the other registry's address
   * @param description null for none
   */
  record Version(
      String source,
      int number,
      NewModelVersion content,
      @Nullable String description,
      Stage stage,
      String user,
      Instant createdAt,
      Instant updatedAt) {
    public Version {
      ModelNames.tags(content.tags());
      if (number < 1 || number > 1_000_000_000) {
        throw new dev.loopline.kernel.error.LooplineException(
            RegistryError.INVALID_PARAMETER_VALUE,
            "'" + number + "' is no version; versions are 1, 2, …");
      }
    }
  }

  /**
   * A model, new or copied before. One that was made here keeps its tags and its aliases of
   * versions that were made here.
   *
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where one of that name was
   *     made here
   */
  Aliases model(Model model, String actor);

  /**
   * Aliases of a model that were not set.
   *
   * @param leftOut their versions are not here, or others have their numbers
   * @param kept they stand at versions that were made here, or promotions set them; they are left
   */
  record Aliases(List<String> leftOut, List<String> kept) {
    public Aliases {
      leftOut = List.copyOf(leftOut);
      kept = List.copyOf(kept);
    }
  }

  /**
   * A version under its own number; numbers up to it are not given again.
   *
   * @throws dev.loopline.kernel.error.LooplineException IMPORT_CONFLICT where a version with that
   *     number was made here
   */
  ModelVersion version(Version version, String actor);
}
