package dev.loopline.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a child runs on and with. Of a Java child the libraries are the files of its class path,
 * which carry their versions in their names.
 */
record Environment(Launch launch, Sandbox sandbox) {
  private static final Path KERNEL_HOST = Path.of("/proc/sys/kernel/hostname");

  ObjectNode of(Machine machine, Graphics graphics) throws InterruptedException {
    ObjectNode told = Json.object().put("host", host());
    told.put(
        "os",
        String.join(
            " ",
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch")));
    told.put("cpus", machine.processors()).put("memoryBytes", machine.memoryBytes());
    told.put("isolated", sandbox.isolates());
    List<String> cards = graphics.names();
    if (!cards.isEmpty()) {
      cards.forEach(told.putArray("gpus")::add);
    }
    if (!launch.mainClass().isEmpty()) {
      told.put("java", System.getProperty("java.runtime.version"));
      told.put("javaVendor", System.getProperty("java.vendor"));
      told.put("heapMegabytes", launch.heapMegabytes());
      ArrayNode libraries = told.putArray("libraries");
      ChildProcess.classPath()
          .map(entry -> entry.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .map(name -> name.substring(0, name.length() - ".jar".length()))
          .sorted()
          .distinct()
          .forEach(libraries::add);
    }
    return told;
  }

  /** Without asking anybody on the network where the machine knows its own name. */
  private static String host() {
    return read(KERNEL_HOST)
        .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
        .filter(name -> !name.isBlank())
        .orElseGet(Environment::resolved);
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String resolved() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
