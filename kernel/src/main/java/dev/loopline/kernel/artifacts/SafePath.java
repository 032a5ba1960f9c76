package dev.loopline.kernel.artifacts;

import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The one resolver for relative paths that come from outside. A path is decoded once by whoever
 * received it ({@link #decode}); what then still is absolute, climbs, is encoded again, or holds
 * control characters, backslashes or drive letters is refused.
 *
 * @param parts the path's names, each safe as a file name
 */
public record SafePath(List<String> parts) {
  private static final int MAX_LENGTH = 2_000;
  private static final Pattern STILL_ENCODED = Pattern.compile("%[0-9a-fA-F]{2}");

  public SafePath {
    parts = List.copyOf(parts);
  }

  /** Percent-decodes once, then {@link #of}. */
  public static SafePath decode(String encoded) {
    try {
      return of(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw refused(encoded, "its percent-encoding is broken");
    }
  }

  /** Checks a path of which nothing is left to decode. The empty path is the root itself. */
  public static SafePath of(String path) {
    if (path.length() > MAX_LENGTH) {
      throw refused(path.substring(0, 80) + "…", "it has more than 2,000 characters");
    }
    if (path.isEmpty()) {
      return new SafePath(List.of());
    }
    if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
      throw refused(path, "it is absolute");
    }
    if (path.chars().anyMatch(c -> c < 0x20 || c == 0x7F || c == '\\')) {
      throw refused(path, "it holds a control character or a backslash");
    }
    if (STILL_ENCODED.matcher(path).find()) {
      throw refused(path, "it is encoded twice");
    }
    String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<String> parts = List.of(trimmed.split("/", -1));
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw refused(path, "it holds an empty part, '.' or '..'");
      }
    }
    return new SafePath(parts);
  }

  /** The path below {@code root}; refused where a symbolic link on the way would leave it. */
  public Path under(Path root) {
    Path current = root;
    for (String part : parts) {
      current = current.resolve(part);
      if (Files.isSymbolicLink(current)) {
        throw refused(this.toString(), "'" + part + "' is a symbolic link");
      }
    }
    try {
      Path realRoot = root.toRealPath();
      if (Files.exists(current, LinkOption.NOFOLLOW_LINKS)
          && !current.toRealPath().startsWith(realRoot)) {
        throw refused(this.toString(), "it leaves its folder");
      }
    } catch (IOException e) {
      throw refused(this.toString(), "its folder cannot be read");
    }
    return current;
  }

  @Override
  public String toString() {
    return String.join("/", parts);
  }

  private static LooplineException refused(String path, String why) {
    return new LooplineException(
        KernelError.INVALID_PATH,
        "The path '" + path + "' is refused: " + why + ". Use a relative path of plain names.");
  }
}
