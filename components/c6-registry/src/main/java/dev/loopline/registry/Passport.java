package dev.loopline.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a version is made of: its files by digest, and what its {@code MLmodel} file says.
 *
 * @param mlmodel null where there is no such file in this server's store
 * @param problem why the files or the {@code MLmodel} could not be read; null where they were
 */
public record Passport(List<File> files, @Nullable MlModel mlmodel, @Nullable String problem) {
  public Passport {
    files = List.copyOf(files);
  }

  /**
   * A file.
   *
   * @param path from the version's place
   */
  public record File(String path, String digest, long size) {}

  /**
   * What an {@code MLmodel} file says, as it says it.
   *
   * @param environment what each flavour asks for: language, loader, requirements
   */
  public record MlModel(
      @Nullable String modelId,
      @Nullable String mlflowVersion,
      @Nullable String loggedAt,
      List<String> flavors,
      @Nullable JsonNode signature,
      @Nullable JsonNode inputExample,
      @Nullable JsonNode environment) {
    public MlModel {
      flavors = List.copyOf(flavors);
    }
  }
}
