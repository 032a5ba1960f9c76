package dev.loopline.workflow.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What becomes of slots that nobody was there to start. */
public enum CatchUp {
  /** Only a slot that is not late at all is run. */
  NONE,
  /** Of all that were missed, the latest. */
  LAST,
  /** All of them, the oldest first, but no more than {@link #MOST}. */
  ALL;

  /** A slot that is found no later than this was not missed. */
  static final Duration GRACE = Duration.ofMinutes(1);

  /** Beyond it a schedule's past is a backfill. */
  public static final int MOST = 1_000;

  /** Slots that lie further back are not looked at where there are later ones. */
  private static final Duration YEAR = Duration.ofDays(366);

  /** The slots to run, the oldest first, and those that are left out before them. */
  public record Judgement(List<Instant> run, Optional<LeftOut> leftOut) {
    public Judgement {
      run = List.copyOf(run);
    }
  }

  /**
   * @param count of those of the last year
   */
  public record LeftOut(Instant first, Instant last, long count) {}

  /** Judges the slots from one that is due until now. */
  public Judgement judge(Timetable timetable, Instant due, Instant now) {
    Deque<Instant> latest = new ArrayDeque<>();
    Instant lastOut = due;
    long out = 0;
    for (Instant slot = begin(timetable, due, now);
        !slot.isAfter(now);
        slot = timetable.after(slot)) {
      latest.addLast(slot);
      if (latest.size() > most()) {
        lastOut = latest.removeFirst();
        out++;
      }
    }
    List<Instant> run = new ArrayList<>(latest);
    if (this == NONE && Duration.between(run.getLast(), now).compareTo(GRACE) > 0) {
      lastOut = run.removeLast();
      out++;
    }
    return new Judgement(
        run, out == 0 ? Optional.empty() : Optional.of(new LeftOut(due, lastOut, out)));
  }

  private int most() {
    return this == ALL ? MOST : 1;
  }

  private static Instant begin(Timetable timetable, Instant due, Instant now) {
    Instant yearAgo = now.minus(YEAR);
    Instant first = due.isBefore(yearAgo) ? timetable.after(yearAgo) : due;
    return first.isAfter(now) ? due : first;
  }
}
