package dev.loopline.local.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.client.LooplineClient;
import dev.loopline.kernel.error.LooplineException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The demo: bookings that were read and checked, to be played against a server. */
public final class Demo {
  private static final long SEED = 20160701;

  private final String source;
  private final List<Booking> bookings;
  private final Account account = new Account(System.out, System.console() != null);

  private Demo(String source, List<Booking> bookings) {
    this.source = source;
    this.bookings = bookings;
  }

  /** Reads all bookings, or generates them; a file that does not fit is refused before anything. */
  public static Demo prepare(Optional<String> data, boolean drift) {
    return data.map(d -> new Demo(d, CsvBookings.read(d)))
        .orElseGet(() -> new Demo("generated", GeneratedBookings.generate(SEED, drift)));
  }

  /**
   * Plays the loop and tells of it.
   *
   * @return false where the report could not be written, which was said
   */
  public boolean play(String url, Optional<Path> reportFile) {
    account.say("Loopline is ready at %s; playing %d bookings (%s)", url, bookings.size(), source);
    Path folder = Folders.temporary("loopline-demo-work");
    try (LooplineClient client = new LooplineClient(URI.create(url), Optional.empty())) {
      Replay.Played played =
          new Replay(client, new Timeline(bookings), account, folder)
              .play(Examples.hotelBookings(), bookings.size());
      ObjectNode report = new Report(client, played).gather(source, bookings, account.seconds());
      Report.print(report, url, account);
      account.line("%nPlayed in %.1f s.", account.seconds());
      return reportFile.map(file -> write(file, report)).orElse(true);
    } finally {
      Folders.delete(folder);
    }
  }

  /** A report that cannot be written does not take the played server away from who looks at it. */
  private static boolean write(Path file, ObjectNode report) {
    try {
      ReportFile.write(file, report);
      return true;
    } catch (LooplineException e) {
      System.err.println("loopline: " + e.getMessage());
      return false;
    }
  }
}
