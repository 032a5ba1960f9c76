package dev.loopline.serving.internal;

/** Which keys a challenger answers: always the same ones, spread evenly by a hash. */
final class Split {
  private static final double RANGE = 0x1p32;

  private Split() {}

  /** A prediction without a key is the champion's. */
  static boolean isChallengers(String key, double share) {
    if (share <= 0 || key.isEmpty()) {
      return false;
    }
    return Integer.toUnsignedLong(mixed(key)) / RANGE < share;
  }

  /** FNV-1a, then MurmurHash3's finalizer: neighbouring keys must not land side by side. */
  private static int mixed(String key) {
    int h = 0x811C9DC5;
    for (int i = 0; i < key.length(); i++) {
      h = (h ^ key.charAt(i)) * 0x01000193;
    }
    h = (h ^ (h >>> 16)) * 0x85EBCA6B;
    h = (h ^ (h >>> 13)) * 0xC2B2AE35;
    return h ^ (h >>> 16);
  }
}
