package dev.loopline.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Linux tells below {@code /proc}; elsewhere all is empty.
 *
 * @param root {@code /proc}
 */
record Proc(Path root) {
  private static final long KIBIBYTE = 1024;

  /** In bytes. */
  record Memory(long total, long available) {}

  /** Bytes of all interfaces but the loopback, since the machine started. */
  record Traffic(long received, long sent) {
    static final Traffic NONE = new Traffic(0, 0);
  }

  static Proc ofThisMachine() {
    return new Proc(Path.of("/proc"));
  }

  Optional<Memory> memory() {
    List<String> lines = lines("meminfo");
    OptionalLong total = kibibytes(lines, "MemTotal:");
    OptionalLong available = kibibytes(lines, "MemAvailable:");
    return total.isPresent() && available.isPresent()
        ? Optional.of(new Memory(total.getAsLong(), available.getAsLong()))
        : Optional.empty();
  }

  /** What a process holds in memory, in bytes. */
  OptionalLong resident(long pid) {
    return kibibytes(lines(pid + "/status"), "VmRSS:");
  }

  Optional<Traffic> traffic() {
    long received = 0;
    long sent = 0;
    boolean found = false;
    for (String line : lines("net/dev")) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
        String[] numbers = line.substring(colon + 1).strip().split("\\s+", -1);
        if (numbers.length > 8) {
          received += Long.parseLong(numbers[0]);
          sent += Long.parseLong(numbers[8]);
          found = true;
        }
      }
    }
    return found ? Optional.of(new Traffic(received, sent)) : Optional.empty();
  }

  private static OptionalLong kibibytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
        .findFirst();
  }

  private List<String> lines(String file) {
    try {
      return Files.readAllLines(root.resolve(file));
    } catch (IOException e) {
      // Not Linux, or a process that has ended meanwhile.
      return List.of();
    }
  }
}
