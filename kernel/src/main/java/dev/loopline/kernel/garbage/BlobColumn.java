package dev.loopline.kernel.garbage;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.db.Existing;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column that names blobs.
 *
 * @param table the component's own
 * @param column with an index
 * @param written how it writes a digest
 */
public record BlobColumn(String table, String column, Function<Digest, String> written) {
  private static final Pattern HEX = Pattern.compile("(?<![0-9a-fA-F])[0-9a-f]{64}(?![0-9a-fA-F])");

  /** A column of plain hexadecimal digits. */
  public static BlobColumn hex(String table, String column) {
    return new BlobColumn(table, column, Digest::hex);
  }

  /** A column of digests with the algorithm before them. */
  public static BlobColumn prefixed(String table, String column) {
    return new BlobColumn(table, column, Digest::toString);
  }

  /** Those that the column names. */
  public Set<Digest> among(Database db, Set<Digest> some) {
    Set<String> texts = some.stream().map(written).collect(Collectors.toSet());
    Set<String> named = db.read(h -> Existing.among(h, table, column, texts));
    Set<Digest> used = new HashSet<>();
    named.forEach(text -> used.add(Digest.parse(text)));
    return used;
  }

  /** All that may be a digest in a text, such as a JSON document: rather one too many. */
  public static Set<Digest> in(String text) {
    Set<Digest> found = new LinkedHashSet<>();
    Matcher matcher = HEX.matcher(text);
    while (matcher.find()) {
      found.add(new Digest(matcher.group()));
    }
    return found;
  }
}
