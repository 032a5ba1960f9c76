package dev.loopline.registry.internal;

import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.RegistryError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which sources a version may name, in MLflow's words. Judges texts only: whatever a source says,
 * nothing outside this server's store is ever looked at.
 */
final class SourceRules {
  private static final Pattern URI =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?<host>[^/?#]*))?(?<path>[^?#]*).*",
          Pattern.DOTALL);
  private static final int DEEPEST_ENCODING = 20;

  private SourceRules() {}

  /** What a source is made of; the scheme in lower case, empty where there is none. */
  record Parts(String scheme, String host, String path) {
    static Parts of(String uri) {
      Matcher matcher = URI.matcher(uri);
      if (!matcher.matches()) {
        return new Parts("", "", uri);
      }
      return new Parts(
          orEmpty(matcher.group("scheme")).toLowerCase(Locale.ROOT),
          orEmpty(matcher.group("host")),
          matcher.group("path"));
    }

    private static String orEmpty(@Nullable String text) {
      return text == null ? "" : text;
    }
  }

  /** Whether it is a path of the caller's machine, or would be one of the server's. */
  static boolean isLocal(String source) {
    Parts parts = Parts.of(source);
    if (!parts.scheme().isEmpty() && !parts.scheme().equals("file")) {
      return false;
    }
    String host = parts.host();
    if (parts.scheme().equals("file")
        && !host.isEmpty()
        && !host.equals(".")
        && !host.startsWith("localhost")
        && !host.startsWith("127.0.0.1")) {
      throw new LooplineException(
          RegistryError.SOURCE_NOT_REMOTE,
          source
              + " is not a valid remote uri. For remote access on windows, please consider using a"
              + " different scheme such as SMB (e.g. smb://<hostname>/<path>).");
    }
    return true;
  }

  /**
   * Whether a local source lies in a local folder, when all dots in it are resolved.
   *
   * @param folder a path or a {@code file:} URI; one that lies elsewhere holds nothing local
   */
  static boolean isWithin(String source, String folder) {
    Optional<Path> inner = localPath(source);
    Optional<Path> outer = localPath(folder);
    return inner.isPresent() && outer.isPresent() && inner.get().startsWith(outer.get());
  }

  private static Optional<Path> localPath(String uri) {
    Parts parts = Parts.of(uri);
    boolean file = parts.scheme().equals("file");
    if (!file && !parts.scheme().isEmpty()) {
      return Optional.empty();
    }
    try {
      String text =
          file ? URLDecoder.decode(parts.path().replace("+", "%2B"), StandardCharsets.UTF_8) : uri;
      Path path = Path.of(text);
      return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      // A broken percent-encoding names no place.
      return Optional.empty();
    }
  }

  /** Refuses a source elsewhere that climbs, in whatever encoding, or is not absolute. */
  static void requireAbsolute(String source) {
    String decoded = decoded(source);
    String path = Parts.of(decoded).path().replaceAll("/+$", "").replaceAll("/{2,}", "/");
    boolean climbs = Arrays.asList(decoded.split("[/\\\\]", -1)).contains("..");
    boolean plain =
        path.startsWith("/") && Arrays.stream(path.split("/")).noneMatch(p -> p.equals("."));
    if (climbs || !plain || decoded.indexOf('\0') >= 0) {
      throw refused(
          source,
          "If supplying a source as an http, https, local file path, ftp, objectstore, or"
              + " mlflow-artifacts uri, an absolute path must be provided without relative path"
              + " references present. Please provide an absolute path.");
    }
  }

  /** Decoded until nothing is left to decode. */
  private static String decoded(String source) {
    String text = source;
    for (int i = 0; i < DEEPEST_ENCODING; i++) {
      String once;
      try {
        once = URLDecoder.decode(text, StandardCharsets.UTF_8);
      } catch (IllegalArgumentException e) {
        // A lone percent sign stays what it is; the rest is judged as it stands.
        return text;
      }
      if (once.equals(text)) {
        return text;
      }
      text = once;
    }
    throw refused(source, "It is encoded too often. Please provide an absolute path.");
  }

  static LooplineException refused(String source, String why) {
    return new LooplineException(
        RegistryError.INVALID_PARAMETER_VALUE,
        "Invalid model version source: '" + source + "'. " + why);
  }
}
