package dev.loopline.server.adapt;

import dev.loopline.kernel.json.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files that look like declarations, but lie where nobody reads them. */
final class Layout {
  private static final Set<String> FILES = Set.of("product", "serving", "monitoring", "ci");
  private static final Set<String> FOLDERS = Set.of("features", "pipelines");

  private Layout() {}

  static List<Violation> check(Set<String> paths) {
    List<Violation> found = new ArrayList<>();
    for (String path : paths) {
      String stem = path.replaceFirst("\\.ya?ml$", "");
      String folder = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (path.endsWith(".yml") && FILES.contains(stem)) {
        say(found, path, "it is not read under this name; rename it to " + stem + ".yaml.");
      } else if (FOLDERS.contains(folder) && path.indexOf('/') != path.lastIndexOf('/')) {
        say(found, path, "folders are not read here; move it to " + folder + "/" + name + ".");
      } else if (FOLDERS.contains(stem) || stem.equals("pipeline") || stem.equals("feature")) {
        String plural = stem.endsWith("s") ? stem : stem + "s";
        say(found, path, "it is not read here; move it to " + plural + "/" + name + ".");
      }
    }
    return found;
  }

  private static void say(List<Violation> found, String path, String message) {
    found.add(new Violation(path, 1, "", message));
  }
}
