package dev.loopline.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured, of this machine and of files that look like another's. */
class MeasuringTest {
  @TempDir Path folder;

  @Test
  void theMachineIsMeasuredUnderTheNamesOfMlflow() {
    Map<String, Double> values = new TreeMap<>();
    new Machine(folder, Proc.ofThisMachine()).measure(values);
    assertThat(values)
        .containsKeys(
            "system/system_memory_usage_megabytes",
            "system/system_memory_usage_percentage",
            "system/disk_usage_megabytes",
            "system/disk_usage_percentage",
            "system/disk_available_megabytes");
    assertThat(values.get("system/system_memory_usage_percentage")).isBetween(0.0, 100.0);
    assertThat(values.get("system/disk_usage_percentage")).isBetween(0.0, 100.0);
  }

  @Test
  void aChildIsMeasuredWithAllThatItStarted() throws Exception {
    // A shell gives what runs behind it no input: without the third it would be over at once.
    Process child = new ProcessBuilder("sh", "-c", "exec 3<&0; cat <&3 & wait").start();
    try {
      Map<String, Double> values = new TreeMap<>();
      new ChildUsage(child.toHandle(), Proc.ofThisMachine(), 2).measure(values);
      assertThat(values.get("system/process_cpu_utilization_percentage")).isBetween(0.0, 100.0);
      assertThat(values.get("system/process_memory_usage_megabytes")).isPositive();
    } finally {
      child.descendants().forEach(ProcessHandle::destroyForcibly);
      child.destroyForcibly().waitFor();
    }
    Map<String, Double> gone = new TreeMap<>();
    new ChildUsage(child.toHandle(), Proc.ofThisMachine(), 2).measure(gone);
    assertThat(gone).isEmpty();
  }

  @Test
  void procIsReadAsLinuxWritesIt() throws Exception {
    Files.writeString(
        folder.resolve("meminfo"),
        "MemTotal:       8000000 kB\nMemFree: 1 kB\nMemAvailable:   6000000 kB\n");
    Files.createDirectories(folder.resolve("net"));
    Files.writeString(
        folder.resolve("net/dev"),
        """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs
            lo: 999 1 0 0 0 0 0 0 999 1 0 0 0 0 0 0
          eth0: 1000 1 0 0 0 0 0 0 300 1 0 0 0 0 0 0
          eth1:500 1 0 0 0 0 0 0 20 1 0 0 0 0 0 0
        """);
    Proc proc = new Proc(folder);
    assertThat(proc.memory()).contains(new Proc.Memory(8_192_000_000L, 6_144_000_000L));
    assertThat(proc.traffic()).contains(new Proc.Traffic(1500, 320));
    assertThat(new Proc(folder.resolve("elsewhere")).traffic()).isEmpty();
    assertThat(new Proc(folder.resolve("elsewhere")).memory()).isEmpty();
  }

  @Test
  void everyGraphicsCardHasItsOwnNames() throws Exception {
    Path program = folder.resolve("nvidia-smi");
    Files.writeString(
        program, "#!/bin/sh\necho '40, 1000, 4000, 55.5, 111'\necho '0, 0, 4000, [N/A], [N/A]'\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    Map<String, Double> values = new TreeMap<>();
    new Graphics(Optional.of(program)).measure(values);
    assertThat(values)
        .containsEntry("system/gpu_0_utilization_percentage", 40.0)
        .containsEntry("system/gpu_0_memory_usage_percentage", 25.0)
        .containsEntry("system/gpu_0_memory_usage_megabytes", 1048.576)
        .containsEntry("system/gpu_0_power_usage_watts", 55.5)
        .containsEntry("system/gpu_0_power_usage_percentage", 50.0)
        .containsEntry("system/gpu_1_utilization_percentage", 0.0)
        .doesNotContainKey("system/gpu_1_power_usage_watts");
    Map<String, Double> none = new TreeMap<>();
    new Graphics(Optional.empty()).measure(none);
    new Graphics(Optional.of(folder.resolve("gone"))).measure(none);
    assertThat(none).isEmpty();
  }
}
