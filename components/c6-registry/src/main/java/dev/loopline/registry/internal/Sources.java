package dev.loopline.registry.internal;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.LoggedModel;
import dev.loopline.registry.NewModelVersion;
import dev.loopline.registry.Origin;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.internal.SourceRules.Parts;
import java.util.regex.Pattern;

/** Judges a new version's source and finds the place that it stands for. */
final class Sources {
  private final Database db;
  private final Tracking tracking;
  private final Pattern pattern;

  /**
   * @param pattern what every source must match somewhere; empty for any
   */
  Sources(Database db, Tracking tracking, String pattern) {
    this.db = db;
    this.tracking = tracking;
    this.pattern = Pattern.compile(pattern);
  }

  Origin resolve(NewModelVersion version) {
    String source = version.source();
    if (!pattern.matcher(source).find()) {
      throw new LooplineException(
          RegistryError.INVALID_PARAMETER_VALUE,
          "Invalid model version source: '"
              + source
              + "'. This server takes sources that match "
              + pattern
              + ".");
    }
    if (version.isPrompt()) {
      checkPrompt(source);
      return new Origin(source, source, version.runId(), version.runLink(), "");
    }
    if (SourceRules.isLocal(source)) {
      checkLocal(version);
    } else {
      SourceRules.requireAbsolute(source);
    }
    return located(version);
  }

  /** A template lies in its tag; its source is a word, or a URI like any other. */
  private static void checkPrompt(String source) {
    Parts parts = Parts.of(source);
    boolean local = parts.scheme().isEmpty() && source.startsWith("/");
    if (local || parts.scheme().equals("file")) {
      throw new LooplineException(
          RegistryError.INVALID_PARAMETER_VALUE,
          "Invalid prompt source: '"
              + source
              + "'. Local source paths are not allowed for prompts.");
    }
    if (!parts.scheme().isEmpty()) {
      SourceRules.requireAbsolute(source);
    }
  }

  private void checkLocal(NewModelVersion version) {
    boolean logged = !version.loggedModelId().isEmpty();
    String folder =
        logged
            ? tracking.requireLogged(version.loggedModelId()).artifactUri()
            : version.runId().isEmpty()
                ? ""
                : tracking.requireArtifactUri(version.runId()).orElse("");
    if (folder.isEmpty() || !SourceRules.isWithin(version.source(), folder)) {
      String parameter = logged ? "model_id" : "run_id";
      throw SourceRules.refused(
          version.source(),
          "To use a local path as a model version source, the "
              + parameter
              + " request parameter has to be specified and the local path has to be contained"
              + " within the artifact directory of the run specified by the "
              + parameter
              + ".");
    }
  }

  private Origin located(NewModelVersion version) {
    String source = version.source();
    String place = source;
    String run = version.runId();
    Parts parts = Parts.of(source);
    if (parts.scheme().equals("models")) {
      String path = parts.path().replaceAll("^/+|/+$", "");
      if (path.matches("m-[^/]+")) {
        LoggedModel logged =
            tracking.logged(path).orElseThrow(() -> unresolved(source, "no logged model " + path));
        place = logged.artifactUri();
        run = run.isEmpty() ? logged.sourceRunId() : run;
      } else {
        place = placeOfVersion(source, path);
      }
    }
    if (!version.loggedModelId().isEmpty()) {
      LoggedModel named = tracking.requireLogged(version.loggedModelId());
      run = run.isEmpty() ? named.sourceRunId() : run;
    }
    return new Origin(source, place, run, version.runLink(), version.loggedModelId());
  }

  private String placeOfVersion(String source, String path) {
    int slash = path.lastIndexOf('/');
    String number = path.substring(slash + 1);
    if (slash <= 0 || !number.matches("\\d{1,9}")) {
      throw unresolved(source, "it is neither models:/<name>/<version> nor models:/m-<id>");
    }
    String name = path.substring(0, slash);
    return db.read(h -> VersionDao.find(h, name, Integer.parseInt(number)))
        .map(row -> row.origin().place())
        .orElseThrow(
            () ->
                unresolved(
                    source, "Model Version (name=" + name + ", version=" + number + ") not found"));
  }

  private static LooplineException unresolved(String source, String why) {
    return new LooplineException(
        RegistryError.INVALID_PARAMETER_VALUE,
        "Unable to fetch model from model URI source artifact location '"
            + source
            + "'.Error: "
            + why);
  }
}
