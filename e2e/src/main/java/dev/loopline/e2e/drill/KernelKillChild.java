package dev.loopline.e2e.drill;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Blob;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The JVM that is killed: clients write for ever, and say on standard output what was done. */
final class KernelKillChild {
  private static final Logger QUIET = Logger.getLogger("org.flywaydb");

  private KernelKillChild() {}

  public static void main(String[] args) throws InterruptedException {
    Kernel kernel = open(Path.of(args[0]));
    List<Thread> clients = new java.util.ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      int client = i;
      clients.add(Thread.ofPlatform().start(() -> write(kernel, client)));
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  static Kernel open(Path folder) {
    QUIET.setLevel(Level.WARNING);
    return Kernel.open(
        new Kernel.Options(folder, Optional.empty(), 1, List.of("drill")), WallClock.system());
  }

  private static void write(Kernel kernel, int client) {
    for (long n = 0; ; n++) {
      if (n % 8 == client) {
        byte[] bytes = kernel.ids().secret().repeat(200).getBytes(StandardCharsets.US_ASCII);
        Blob blob = kernel.artifacts().put(bytes);
        acknowledge("blob " + blob.digest());
      } else {
        String id = kernel.ids().next("row");
        kernel
            .db()
            .change(
                tx -> {
                  EventId event =
                      kernel
                          .events()
                          .append(
                              tx, "drill.row.written", "drill", id, null, Map.of("client", client));
                  tx.handle()
                      .createUpdate("insert into drill_row (id, event_id) values (:id, :event)")
                      .bind("id", id)
                      .bind("event", event.value())
                      .execute();
                });
        acknowledge("row " + id);
      }
    }
  }

  private static void acknowledge(String what) {
    // One write of one line: the closing dot tells a whole line from a torn one.
    byte[] line = (what + ".\n").getBytes(StandardCharsets.US_ASCII);
    System.out.write(line, 0, line.length);
    System.out.flush();
  }
}
