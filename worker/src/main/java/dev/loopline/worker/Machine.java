package dev.loopline.worker;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What this machine does, under MLflow's names. CPU and memory come from the JVM, which knows the
 * limits of a container; the network only where {@code /proc} tells of it. What cannot be measured
 * is left out, never guessed.
 */
final class Machine {
  static final double MEGABYTE = 1e6;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final Path folder;
  private final Proc proc;
  private final Proc.Traffic start;

  /**
   * @param folder on the disk that counts
   */
  Machine(Path folder, Proc proc) {
    this.folder = folder;
    this.proc = proc;
    this.start = proc.traffic().orElse(Proc.Traffic.NONE);
    // The load is that since the last question; this is the first one.
    system.getCpuLoad();
  }

  void measure(Map<String, Double> values) {
    double load = system.getCpuLoad();
    if (load >= 0) {
      values.put("system/cpu_utilization_percentage", 100 * load);
    }
    memory(values);
    disk(values);
    proc.traffic()
        .ifPresent(
            now -> {
              values.put(
                  "system/network_receive_megabytes",
                  (now.received() - start.received()) / MEGABYTE);
              values.put(
                  "system/network_transmit_megabytes", (now.sent() - start.sent()) / MEGABYTE);
            });
  }

  private void memory(Map<String, Double> values) {
    long total = system.getTotalMemorySize();
    // The kernel's caches are free for whoever asks; a container's own limit comes without them.
    OptionalLong available =
        proc.memory().stream()
            .filter(m -> m.total() == total)
            .mapToLong(Proc.Memory::available)
            .findFirst();
    long used = total - available.orElseGet(system::getFreeMemorySize);
    values.put("system/system_memory_usage_megabytes", used / MEGABYTE);
    values.put("system/system_memory_usage_percentage", 100.0 * used / total);
  }

  private void disk(Map<String, Double> values) {
    try {
      FileStore store = Files.getFileStore(folder);
      long total = store.getTotalSpace();
      long used = total - store.getUnallocatedSpace();
      values.put("system/disk_usage_megabytes", used / MEGABYTE);
      values.put("system/disk_usage_percentage", total == 0 ? 0 : 100.0 * used / total);
      values.put("system/disk_available_megabytes", store.getUsableSpace() / MEGABYTE);
    } catch (IOException e) {
      // Left out: a disk that does not answer is no reason to end a training.
    }
  }

  int processors() {
    return system.getAvailableProcessors();
  }

  long memoryBytes() {
    return system.getTotalMemorySize();
  }
}
