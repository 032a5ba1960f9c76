package dev.loopline.registry;

import dev.loopline.kernel.error.LooplineException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The stages of an installation, in order: MLflow's four, then its own. */
public record Stages(List<Stage> all) {
  private static final List<Stage> MLFLOWS =
      List.of(Stage.NONE, Stage.STAGING, Stage.PRODUCTION, Stage.ARCHIVED);

  public Stages {
    all = List.copyOf(all);
  }

  public static Stages mlflows() {
    return new Stages(MLFLOWS);
  }

  /**
   * MLflow's and those of a setting.
   *
   * @param more names separated by commas
   * @throws IllegalArgumentException for one that is no name or that is there already
   */
  public static Stages with(String more) {
    List<Stage> own =
        Arrays.stream(more.split(","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .map(Stage::new)
            .toList();
    List<Stage> all = Stream.concat(MLFLOWS.stream(), own.stream()).toList();
    long distinct = all.stream().map(Stage::name).distinct().count();
    boolean named = own.stream().allMatch(s -> s.label().matches("[A-Za-z][A-Za-z0-9 _-]{0,62}"));
    if (!named || distinct < all.size()) {
      throw new IllegalArgumentException(
          "names of letters and digits, separated by commas, none of them twice or MLflow's");
    }
    return new Stages(all);
  }

  /** The stage of that name, in any case. */
  public Stage require(String name) {
    return all.stream()
        .filter(stage -> stage.label().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new LooplineException(
                    RegistryError.INVALID_PARAMETER_VALUE,
                    "Invalid Model Version stage: "
                        + name
                        + ". Value must be one of "
                        + all.stream().map(Stage::label).collect(Collectors.joining(", "))
                        + "."));
  }

  /** Those whose other versions may make room for a new one. */
  public List<Stage> active() {
    return all.stream().filter(s -> !s.equals(Stage.NONE) && !s.equals(Stage.ARCHIVED)).toList();
  }
}
