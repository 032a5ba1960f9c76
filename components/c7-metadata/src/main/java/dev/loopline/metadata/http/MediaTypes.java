package dev.loopline.metadata.http;

import java.net.URLConnection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A file's media type by its name, as MLflow says it. */
public final class MediaTypes {
  private static final Set<String> TEXT =
      Set.of(
          "txt",
          "log",
          "err",
          "cfg",
          "conf",
          "cnf",
          "cf",
          "ini",
          "properties",
          "prop",
          "hocon",
          "toml",
          "yaml",
          "yml",
          "xml",
          "json",
          "js",
          "py",
          "py3",
          "csv",
          "tsv",
          "md",
          "rst",
          "mlmodel",
          "mlproject");
  private static final Map<String, String> OTHERS =
      Map.of(
          "pkl", "application/octet-stream",
          "svg", "image/svg+xml",
          "webp", "image/webp",
          "parquet", "application/vnd.apache.parquet",
          "onnx", "application/octet-stream");

  private MediaTypes() {}

  public static String of(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    if (TEXT.contains(ending)) {
      return "text/plain";
    }
    String other = OTHERS.get(ending);
    if (other != null) {
      return other;
    }
    String guessed = URLConnection.guessContentTypeFromName(name);
    return guessed == null ? "application/octet-stream" : guessed;
  }
}
