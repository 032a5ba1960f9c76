package dev.loopline.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a child and all that it has started take of the machine: a share of all processors. */
final class ChildUsage {
  private final ProcessHandle child;
  private final Proc proc;
  private final int processors;
  private Duration used = Duration.ZERO;
  private long at = System.nanoTime();

  ChildUsage(ProcessHandle child, Proc proc, int processors) {
    this.child = child;
    this.proc = proc;
    this.processors = processors;
  }

  void measure(Map<String, Double> values) {
    List<ProcessHandle> tree =
        Stream.concat(Stream.of(child), child.descendants())
            .filter(ProcessHandle::isAlive)
            .toList();
    if (tree.isEmpty()) {
      return;
    }
    cpu(values, tree);
    long resident = tree.stream().mapToLong(p -> proc.resident(p.pid()).orElse(0)).sum();
    if (resident > 0) {
      values.put("system/process_memory_usage_megabytes", resident / Machine.MEGABYTE);
    }
  }

  private void cpu(Map<String, Double> values, List<ProcessHandle> tree) {
    Duration now =
        tree.stream()
            .map(p -> p.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
    long nanos = System.nanoTime();
    long passed = nanos - at;
    // Of a process that has ended meanwhile the time is gone.
    long spent = Math.max(0, now.minus(used).toNanos());
    if (passed > 0) {
      values.put(
          "system/process_cpu_utilization_percentage",
          Math.min(100, 100.0 * spent / passed / processors));
    }
    used = now;
    at = nanos;
  }
}
