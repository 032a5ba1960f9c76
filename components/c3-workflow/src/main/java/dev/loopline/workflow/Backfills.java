package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes up for slots of the past: each one run, once for all, a few at a time. */
public interface Backfills {
  /** As many slots fit into one. */
  int MOST = 1_000;

  /**
   * What is asked for.
   *
   * @param from the first slot may be then
   * @param until all slots are before
   * @param parallel how many runs are under way at once, beside those that others start
   */
  record Asked(
      String product,
      String pipeline,
      Instant from,
      Instant until,
      int parallel,
      Map<String, JsonNode> parameters) {
    public Asked {
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * A slot of a range.
   *
   * @param run that it has or had; null where there is none
   * @param state that run's, or WAITING, or MISSING where nothing has taken the slot
   */
  record Slot(Instant slot, @Nullable String run, String state) {}

  /**
   * A backfill as it stands.
   *
   * @param state RUNNING, ENDED, CANCELLED
   */
  record View(
      String id,
      String product,
      String pipeline,
      Instant from,
      Instant until,
      int parallel,
      String state,
      String actor,
      Instant startedAt,
      @Nullable Instant endedAt,
      List<Slot> slots) {
    public View {
      slots = List.copyOf(slots);
    }
  }

  /** The slots of a range, those that exist already among them; changes nothing. */
  List<Slot> plan(Asked asked);

  /** Begins with the slots of the range that do not exist; refused where there are none. */
  View start(Asked asked, String actor);

  /** A backfill and its slots; {@code BACKFILL_NOT_FOUND}. */
  View require(String id);

  /** Newest first, without their slots. */
  List<View> list(String product, @Nullable String pipeline, @Nullable String before, int limit);

  /** Ends it: its runs are cancelled, its waiting slots are free again. */
  void cancel(String id, String actor);
}
