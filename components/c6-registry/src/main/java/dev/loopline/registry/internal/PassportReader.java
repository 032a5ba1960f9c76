package dev.loopline.registry.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.artifacts.Artifacts;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.artifacts.Naming;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.kernel.json.Yaml;
import dev.loopline.metadata.StoredFile;
import dev.loopline.registry.Origin;
import dev.loopline.registry.Passport;
import dev.loopline.registry.Passport.MlModel;
import dev.loopline.registry.RegistryError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a new version is made of from this server's store. What cannot be read is said in the
 * passport and stops nobody from registering: MLflow's clients register what they please.
 */
final class PassportReader {
  private static final int MOST_FILES = 10_000;
  private static final int DEEPEST = 50;
  private static final int LARGEST_MLMODEL = 1_000_000;
  private static final int LARGEST_REQUIREMENTS = 100_000;
  private static final String MLMODEL = "MLmodel";

  private final Tracking tracking;
  private final Artifacts artifacts;

  PassportReader(Tracking tracking, Artifacts artifacts) {
    this.tracking = tracking;
    this.artifacts = artifacts;
  }

  Passport read(String place) {
    List<StoredFile> stored = new ArrayList<>();
    Optional<SafePath> root;
    try {
      root = tracking.inStore(place);
      if (root.isPresent()) {
        collect(root.get(), 0, stored);
      }
    } catch (LooplineException e) {
      return new Passport(List.of(), null, e.getMessage());
    }
    int skipped = root.map(r -> r.toString().length() + 1).orElse(0);
    List<Passport.File> files = new ArrayList<>();
    for (StoredFile file : stored) {
      if (file.digest() != null) {
        files.add(
            new Passport.File(
                file.path().substring(skipped), file.digest().toString(), file.size()));
      }
    }
    try {
      return new Passport(files, mlModel(stored, skipped), null);
    } catch (LooplineException e) {
      return new Passport(files, null, "Its MLmodel cannot be read: " + e.getMessage());
    }
  }

  /** Keeps the files, which are another's until a version names them, from going with that one. */
  static void hold(Naming naming, Origin origin, Passport passport) {
    for (Passport.File file : passport.files()) {
      if (naming.find(Digest.parse(file.digest())).isEmpty()) {
        throw new LooplineException(
            RegistryError.FILE_NOT_FOUND,
            "The file '"
                + file.path()
                + "' of "
                + origin.place()
                + " was removed meanwhile. Log it again, then register.");
      }
    }
  }

  private void collect(SafePath folder, int depth, List<StoredFile> into) {
    for (StoredFile child : tracking.list(folder)) {
      if (into.size() == MOST_FILES || depth == DEEPEST) {
        throw new LooplineException(
            RegistryError.VALUE_INVALID,
            "It has more than "
                + MOST_FILES
                + " files, or folders deeper than "
                + DEEPEST
                + "; their digests are not kept.");
      }
      if (child.isFolder()) {
        collect(SafePath.of(child.path()), depth + 1, into);
      } else {
        into.add(child);
      }
    }
  }

  private @Nullable MlModel mlModel(List<StoredFile> files, int skipped) {
    String text = text(files, skipped, MLMODEL, LARGEST_MLMODEL);
    if (text == null) {
      return null;
    }
    JsonNode model = Yaml.parse(MLMODEL, text).tree();
    JsonNode flavors = model.path("flavors");
    List<String> names = new ArrayList<>();
    flavors.fieldNames().forEachRemaining(names::add);
    return new MlModel(
        orNull(model.path("model_id").asText("")),
        orNull(model.path("mlflow_version").asText("")),
        orNull(model.path("utc_time_created").asText("")),
        names,
        signature(model.path("signature")),
        model.hasNonNull("saved_input_example_info") ? model.get("saved_input_example_info") : null,
        environment(flavors, files, skipped));
  }

  private @Nullable String text(List<StoredFile> files, int skipped, String name, int most) {
    for (StoredFile file : files) {
      if (file.digest() != null && file.path().substring(skipped).equals(name)) {
        return new String(artifacts.read(file.digest(), most), StandardCharsets.UTF_8);
      }
    }
    return null;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Inputs, outputs and parameters stand in the file as texts of JSON. */
  private static @Nullable JsonNode signature(JsonNode node) {
    if (!node.isObject()) {
      return null;
    }
    ObjectNode signature = Json.object();
    node.properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isTextual()) {
                signature.set(field.getKey(), Json.parse(value.asText()));
              } else if (!value.isNull()) {
                signature.set(field.getKey(), value);
              }
            });
    return signature;
  }

  private @Nullable JsonNode environment(JsonNode flavors, List<StoredFile> files, int skipped) {
    ObjectNode environment = Json.object();
    JsonNode python = flavors.path("python_function");
    for (String name : List.of("python_version", "loader_module", "env")) {
      if (python.hasNonNull(name)) {
        environment.set(name, python.get(name));
      }
    }
    String requirements = text(files, skipped, "requirements.txt", LARGEST_REQUIREMENTS);
    if (requirements != null) {
      var list = environment.putArray("requirements");
      requirements.lines().map(String::strip).filter(s -> !s.isEmpty()).forEach(list::add);
    }
    return environment.isEmpty() ? null : environment;
  }
}
