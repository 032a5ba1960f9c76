package dev.loopline.server;

import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.SetAside;
import dev.loopline.kernel.events.SetAsideEvents;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that subscribers could not handle: which they are, and trying again. */
record SetAsideRoutes(SetAsideEvents events) {
  private static final String PATH = "/api/v1/events/set-aside";

  /** An event that was set aside, as the API shows it. */
  record SetAsideView(
      String subscriber,
      long position,
      String event,
      String type,
      String subject,
      @Nullable String product,
      String error,
      Instant at,
      boolean retrying) {

    static SetAsideView of(SetAside s) {
      return new SetAsideView(
          s.subscriber(),
          s.position(),
          s.event().value(),
          s.type(),
          s.subject(),
          s.product(),
          s.error(),
          s.at(),
          s.retrying());
    }

    String cursor() {
      return position + ":" + subscriber;
    }
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH)
            .id("listSetAsideEvents")
            .tag("events")
            .summary("Events that a subscriber could not handle and went on without")
            .pages(SetAsideView.class)
            .to(this::list),
        Route.post(PATH + "/{subscriber}/{position}/retry")
            .id("retrySetAsideEvent")
            .tag("events")
            .summary("Has the subscriber handle the event again; what fails again stays set aside")
            .answers(SetAsideView.class)
            .access(Access.ADMIN)
            .to(this::retry));
  }

  private Reply list(Call call) {
    PageRequest page = call.page();
    String[] after = page.cursor().orElse("0:").split(":", 2);
    if (after.length < 2) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "The cursor '" + after[0] + "' is none; pass on the previous page's nextCursor.");
    }
    List<SetAsideView> fetched =
        events.page(position(after[0]), after[1], page.limit() + 1).stream()
            .map(SetAsideView::of)
            .toList();
    return Reply.json(Page.of(fetched, page.limit(), SetAsideView::cursor));
  }

  private Reply retry(Call call) {
    return Reply.json(
        202,
        SetAsideView.of(events.retry(call.path("subscriber"), position(call.path("position")))));
  }

  private static long position(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT, "'" + text + "' is no position in the log.", e);
    }
  }
}
