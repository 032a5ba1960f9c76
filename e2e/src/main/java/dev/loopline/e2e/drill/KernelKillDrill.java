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
      // One round in five is killed while it opens, the others a while after their first row.
      boolean opening = round % 5 == 4;
      kill(folder, 20 + random.nextInt(400), opening, acknowledged);
      broken += verifies(folder, acknowledged) ? 0 : 1;
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new DrillReport(
        name(),
        acknowledged.count(),
        acknowledged.lostIds.size(),
        acknowledged.duplicated,
        broken + acknowledged.halves,
        rounds,
        seconds);
  }

  /** Starts the child, lets it open or write for a while, kills it. */
  private void kill(Path folder, int millis, boolean opening, Acknowledged acknowledged)
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
      if (!opening) {
        awaitFirstRow(out, acknowledged);
      }
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

  /** On a slow day the first row takes longer than the round would last. */
  private static void awaitFirstRow(BufferedReader out, Acknowledged acknowledged)
      throws IOException {
    String line;
    do {
      line = out.readLine();
      if (line == null) {
        throw new IllegalStateException("the child ended before its first row");
      }
      acknowledged.add(line);
    } while (!line.startsWith("row "));
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
    private final Set<String> lostIds = new HashSet<>();
    private long duplicated;
    private long halves;

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
      Set<String> present = new HashSet<>(ids(kernel, "select id from drill_row"));
      List<String> told =
          ids(
              kernel,
              "select subject from event"
                  + " where type = 'drill.row.written' and position is not null");
      Set<String> sealed = new HashSet<>(told);
      duplicated = told.size() - sealed.size();
      // Acknowledged or not: no row without its event, no event without its row.
      halves +=
          present.stream().filter(id -> !sealed.contains(id)).count()
              + sealed.stream().filter(id -> !present.contains(id)).count();
      rows.stream().filter(id -> !present.contains(id)).forEach(lostIds::add);
      for (; checkedBlobs < blobs.size(); checkedBlobs++) {
        if (!isWhole(kernel, blobs.get(checkedBlobs))) {
          lostIds.add(blobs.get(checkedBlobs).toString());
        }
      }
    }

    private static List<String> ids(Kernel kernel, String sql) {
      return kernel.db().read(h -> h.createQuery(sql).mapTo(String.class).list());
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
