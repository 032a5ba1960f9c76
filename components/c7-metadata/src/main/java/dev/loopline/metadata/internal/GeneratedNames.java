package dev.loopline.metadata.internal;

import java.util.List;
import java.util.SplittableRandom;

/** Names for runs that were given none, in MLflow's shape: adjective, noun, number. */
final class GeneratedNames {
  private static final int LONGEST = 20;
  private static final int TRIES = 10;
  private static final List<String> ADJECTIVES =
      List.of(
          "able", "amber", "ample", "apt", "azure", "bold", "brave", "bright", "brisk", "calm",
          "candid", "clean", "clear", "clever", "coral", "cosy", "crisp", "daring", "deft", "eager",
          "early", "fair", "fast", "fine", "firm", "fleet", "fond", "frank", "fresh", "gentle",
          "glad", "golden", "grand", "green", "handy", "happy", "hardy", "honest", "humble",
          "ivory", "jolly", "keen", "kind", "lively", "loyal", "lucid", "lucky", "mellow", "merry",
          "mild", "modest", "neat", "nimble", "noble", "open", "patient", "plain", "polite",
          "proud", "quick", "quiet", "rapid", "ready", "rosy", "royal", "sage", "salty", "sharp",
          "silent", "silver", "smart", "smooth", "snug", "sober", "solid", "sound", "spry",
          "steady", "still", "sturdy", "sunny", "sure", "swift", "tidy", "tough", "true", "upbeat",
          "vast", "vivid", "warm", "wary", "wise", "witty", "young", "zesty");
  private static final List<String> NOUNS =
      List.of(
          "ant", "auk", "badger", "bass", "bat", "bear", "bee", "bison", "boar", "bream", "carp",
          "cat", "chimp", "cod", "colt", "conch", "crab", "crane", "crow", "deer", "dog", "dolphin",
          "dove", "duck", "eagle", "eel", "elk", "emu", "falcon", "fawn", "finch", "fish", "flea",
          "fly", "foal", "fox", "frog", "gnat", "gnu", "goat", "goose", "grouse", "gull", "hare",
          "hawk", "hen", "heron", "horse", "ibex", "jay", "kite", "koala", "lamb", "lark", "lion",
          "loon", "lynx", "mole", "moose", "moth", "mouse", "mule", "newt", "otter", "owl", "ox",
          "panda", "perch", "pig", "pike", "pony", "quail", "ram", "rat", "raven", "robin", "seal",
          "shad", "sheep", "shrew", "skunk", "sloth", "slug", "smelt", "snail", "snake", "sow",
          "squid", "stag", "stoat", "stork", "swan", "tern", "toad", "trout", "vole", "wasp",
          "whale", "wolf", "wren", "yak", "zebra");

  private GeneratedNames() {}

  static String next(SplittableRandom random) {
    String name = "";
    for (int i = 0; i < TRIES; i++) {
      name = pick(ADJECTIVES, random) + "-" + pick(NOUNS, random) + "-" + random.nextInt(1001);
      if (name.length() <= LONGEST) {
        return name;
      }
    }
    return name.substring(0, LONGEST);
  }

  private static String pick(List<String> words, SplittableRandom random) {
    return words.get(random.nextInt(words.size()));
  }
}
