package dev.loopline.e2e.drill;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.seed.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Kills a JVM with -9 at random moments while clients in it append events, write rows and upload
 * blobs; after each restart all that was acknowledged must be there once, and the chain must
 * verify.
 */
final class KernelKillDrill implements Drill {
  private final int rounds;
  private final int clients;

  KernelKillDrill(int rounds, int clients) {
    this.rounds = rounds;
    this.clients = clients;
  }

  @Override
  public String name() {
    return "kernel-kill";
  }

  @Override
  public String summary() {
    return "kill -9 of a writing JVM, "
        + rounds
        + " times, "
        + clients
        + " clients: nothing acknowledged is lost, database and chain verify";
  }

  @Override
  public DrillReport run() throws Exception {
    long start = System.nanoTime();
    Path folder = Files.createTempDirectory("loopline-drill-");
    SplittableRandom random = new Seeds(1).random(name());
    Acknowledged acknowledged = new Acknowledged();
    long broken = 0;
    for (int round = 0; round < rounds; round++) {
      killDuringWrites(folder, 20 + random.nextInt(400), acknowledged);
      broken += verifies(folder, acknowledged) ? 0 : 1;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new DrillReport(
        name(),
        acknowledged.count(),
        acknowledged.lost,
        acknowledged.duplicated,
        broken,
        rounds,
        seconds);
  }

  /** Starts the child, lets it write for a while after its first acknowledgement, kills it. */
  private void killDuringWrites(Path folder, int millis, Acknowledged acknowledged)
      throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KernelKillChild.class.getName(),
                folder.toString(),
                Integer.toString(clients))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = child.inputReader()) {
      String first = out.readLine();
      if (first == null) {
        throw new IllegalStateException("the child ended before its first acknowledgement");
      }
      acknowledged.add(first);
      Thread killer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      child.waitFor(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    // Through the handle: Process.destroyForcibly would close what is still unread.
                    child.toHandle().destroyForcibly();
                  });
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        acknowledged.add(line);
      }
      killer.join();
    }
    child.waitFor();
  }

  private static boolean verifies(Path folder, Acknowledged acknowledged) throws IOException {
    try (Kernel kernel = KernelKillChild.open(folder)) {
      boolean chainHolds = kernel.events().verify().isEmpty();
      String integrity =
          kernel.db().read(h -> h.createQuery("pragma integrity_check").mapTo(String.class).one());
      acknowledged.check(kernel);
      return chainHolds && integrity.equals("ok");
    }
  }

  /** What the children said was done: rows with their events, and blobs. */
  private static final class Acknowledged {
    private final Set<String> rows = new HashSet<>();
    private final List<Digest> blobs = new ArrayList<>();
    private int checkedBlobs;
    private long lost;
    private long duplicated;

    /** A line is {@code row ID} or {@code blob DIGEST}; a torn last line says nothing. */
    void add(String line) {
      if (line.startsWith("row ") && line.endsWith(".")) {
        rows.add(line.substring(4, line.length() - 1));
      } else if (line.startsWith("blob ") && line.endsWith(".")) {
        blobs.add(Digest.parse(line.substring(5, line.length() - 1)));
      }
    }

    long count() {
      return rows.size() * 2L + blobs.size();
    }

    void check(Kernel kernel) throws IOException {
      List<String> withEvents =
          kernel
              .db()
              .read(
                  h ->
                      h.createQuery(
                              """
                              select r.id from drill_row r
                              join event e on e.id = r.event_id and e.subject = r.id
                              where e.position is not null
                              """)
                          .mapTo(String.class)
                          .list());
      Set<String> present = new HashSet<>(withEvents);
      duplicated += withEvents.size() - present.size();
      lost += rows.stream().filter(id -> !present.contains(id)).count();
      for (; checkedBlobs < blobs.size(); checkedBlobs++) {
        lost += isWhole(kernel, blobs.get(checkedBlobs)) ? 0 : 1;
      }
    }

    private static boolean isWhole(Kernel kernel, Digest digest) throws IOException {
      try (InputStream in = kernel.artifacts().open(digest)) {
        in.transferTo(OutputStream.nullOutputStream());
        return true;
      } catch (LooplineException e) {
        return false;
      }
    }
  }
}
