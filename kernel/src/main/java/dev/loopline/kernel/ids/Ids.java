package dev.loopline.kernel.ids;

import dev.loopline.kernel.time.WallClock;
import java.security.SecureRandom;

/**
 * Makes identifiers that sort by the time of their making: a prefix that names the kind, then 26
 * characters of Crockford base 32 (48 bits of milliseconds, 80 of randomness, as in ULID).
 *
 * <p>Within one process two ids of the same millisecond still sort in the order of their making.
 * Safe for use by many threads.
 */
public final class Ids {
  private static final char[] ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

  private final WallClock clock;
  private final SecureRandom random = new SecureRandom();
  private long lastMillis;
  private long high;
  private long low;

  public Ids(WallClock clock) {
    this.clock = clock;
  }

  /** A new id such as {@code run_01jb2v9x7k3m5n8p0q2r4s6t8v}. */
  public String next(String prefix) {
    StringBuilder out = new StringBuilder(prefix.length() + 27).append(prefix).append('_');
    long millis;
    long h;
    long l;
    synchronized (this) {
      millis = Math.max(clock.now().toEpochMilli(), lastMillis);
      if (millis == lastMillis) {
        low++;
        if (low >= 1L << 40) {
          low = 0;
          high++;
        }
      } else {
        lastMillis = millis;
        high = random.nextLong() & 0x7F_FFFF_FFFFL;
        low = random.nextLong() & 0xFF_FFFF_FFFFL;
      }
      h = high;
      l = low;
    }
    encode(out, millis, 10);
    encode(out, h, 8);
    encode(out, l, 8);
    return out.toString();
  }

  /**
   * 32 lowercase hexadecimal digits, not sortable: the form of MLflow's run ids and of trace ids.
   */
  public String hex32() {
    return String.format("%016x%016x", random.nextLong(), random.nextLong());
  }

  /** A secret of 256 bits as 64 hexadecimal digits. */
  public String secret() {
    return hex32() + hex32();
  }

  private static void encode(StringBuilder out, long value, int characters) {
    for (int shift = 5 * (characters - 1); shift >= 0; shift -= 5) {
      out.append(ALPHABET[(int) (value >>> shift) & 31]);
    }
  }
}
