package dev.loopline.workflow.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.workflow.Backfills;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backfills over HTTP. */
public final class BackfillRoutes {
  private static final String TAG = "workflow";

  private final Backfills backfills;

  private BackfillRoutes(Backfills backfills) {
    this.backfills = backfills;
  }

  /**
   * A range of slots.
   *
   * @param until all are before
   * @param parallel how many runs are under way at once; one where nothing is said
   */
  public record RangeOfSlots(
      Instant from,
      Instant until,
      @Nullable Integer parallel,
      @Nullable Map<String, JsonNode> parameters) {}

  public static List<Route> routes(Backfills backfills) {
    BackfillRoutes routes = new BackfillRoutes(backfills);
    return List.of(
        Route.post("/api/v1/products/{product}/pipelines/{pipeline}/backfills/plan")
            .id("planBackfill")
            .tag(TAG)
            .summary("Lists the slots of a range, and which exist already; changes nothing")
            .accepts(RangeOfSlots.class)
            .lists(Backfills.Slot.class)
            .to(call -> Reply.json(new Page<>(backfills.plan(asked(call)), null))),
        Route.post("/api/v1/products/{product}/pipelines/{pipeline}/backfills")
            .id("startBackfill")
            .tag(TAG)
            .summary("Runs the slots of a range that do not exist, a few at a time")
            .accepts(RangeOfSlots.class)
            .answers(Backfills.View.class)
            .to(call -> Reply.created(backfills.start(asked(call), call.principal().name()))),
        Route.get("/api/v1/products/{product}/backfills")
            .id("listBackfills")
            .tag(TAG)
            .summary("Backfills, newest first, without their slots")
            .query("pipeline", "Only this pipeline's")
            .pages(Backfills.View.class)
            .to(routes::list),
        Route.get("/api/v1/backfills/{backfill}")
            .id("getBackfill")
            .tag(TAG)
            .summary("A backfill, its slots and their runs")
            .answers(Backfills.View.class)
            .to(call -> Reply.json(backfills.require(call.path("backfill")))),
        Route.post("/api/v1/backfills/{backfill}/cancel")
            .id("cancelBackfill")
            .tag(TAG)
            .summary("Cancels its runs and frees its slots; one that has ended stays as it is")
            .answers(Backfills.View.class)
            .to(
                call -> {
                  backfills.cancel(call.path("backfill"), call.principal().name());
                  return Reply.json(backfills.require(call.path("backfill")));
                }));
  }

  private static Backfills.Asked asked(Call call) {
    RangeOfSlots range = call.wholeBody(RangeOfSlots.class);
    return new Backfills.Asked(
        call.path("product"),
        call.path("pipeline"),
        range.from(),
        range.until(),
        range.parallel() == null ? 1 : range.parallel(),
        range.parameters() == null ? Map.of() : range.parameters());
  }

  private Reply list(Call call) {
    PageRequest page = call.page();
    List<Backfills.View> fetched =
        backfills.list(
            call.path("product"),
            call.query("pipeline").orElse(null),
            page.cursor().orElse(null),
            page.limit() + 1);
    return Reply.json(Page.of(fetched, page.limit(), Backfills.View::id));
  }
}
