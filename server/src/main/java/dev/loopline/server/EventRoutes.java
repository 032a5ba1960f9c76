package dev.loopline.server;

import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventHead;
import dev.loopline.kernel.events.EventId;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log, page by page and live. */
record EventRoutes(Kernel kernel) {
  private static final int STREAM_BATCH = 500;
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/events")
            .id("listEvents")
            .tag("events")
            .summary("Events of the log, newest first unless order=asc")
            .query("product", "Only this product's events")
            .query("subject", "Only events about this subject")
            .query("type", "An exact type, or a prefix that ends in a dot")
            .query("order", "asc or desc")
            .pages(EventView.class)
            .to(this::list),
        Route.get("/api/v1/events/stream")
            .id("streamEvents")
            .tag("events")
            .summary("Server-sent events of the log, from Last-Event-ID or from now on")
            .query("product", "Only this product's events")
            .query("type", "An exact type, or a prefix that ends in a dot")
            .streaming()
            .to(this::stream),
        Route.get("/api/v1/events/head")
            .id("getEventHead")
            .tag("events")
            .summary("How far the log is sealed; kept elsewhere, it shows later what was cut off")
            .answers(EventHead.class)
            .to(call -> Reply.json(kernel.events().sealedHead())),
        Route.get("/api/v1/events/{event}")
            .id("getEvent")
            .tag("events")
            .summary("One event")
            .answers(EventView.class)
            .to(this::get));
  }

  private Reply list(Call call) {
    PageRequest page = call.page();
    boolean newestFirst = !call.query("order").orElse("desc").equals("asc");
    List<Event> events =
        kernel
            .events()
            .page(
                new EventQuery(
                    call.query("product").orElse(null),
                    call.query("subject").orElse(null),
                    call.query("type").orElse(null),
                    cursor(page.cursor()),
                    page.limit() + 1,
                    newestFirst));
    return Reply.json(
        Page.of(
            events.stream().map(EventView::of).toList(),
            page.limit(),
            e -> Long.toString(e.position())));
  }

  private Reply get(Call call) {
    EventId id = new EventId(call.path("event"));
    return Reply.json(
        kernel
            .events()
            .find(id)
            .map(EventView::of)
            .orElseThrow(
                () ->
                    new LooplineException(KernelError.NOT_FOUND, "There is no event " + id + ".")));
  }

  private Reply stream(Call call) {
    Long from = cursor(call.header("Last-Event-ID"));
    long start = from == null ? kernel.events().head() : from;
    String product = call.query("product").orElse(null);
    String type = call.query("type").orElse(null);
    return Reply.stream("text/event-stream", out -> follow(out, start, product, type))
        .header("Cache-Control", "no-store");
  }

  /** Writes what comes until the client goes or the server stops. */
  private void follow(OutputStream out, long start, @Nullable String product, @Nullable String type)
      throws IOException {
    long position = start;
    write(out, ": connected\n\n");
    while (!Thread.currentThread().isInterrupted()) {
      long head = kernel.events().head();
      List<Event> events =
          kernel.events().page(new EventQuery(product, null, type, position, STREAM_BATCH, false));
      for (Event event : events) {
        write(
            out,
            "id: "
                + event.position()
                + "\nevent: "
                + event.type()
                + "\ndata: "
                + Json.write(EventView.of(event))
                + "\n\n");
      }
      position = events.isEmpty() ? Math.max(position, head) : events.getLast().position();
      if (events.isEmpty() && !awaitMore(position)) {
        write(out, ": still here\n\n");
      }
    }
  }

  private boolean awaitMore(long position) {
    try {
      return kernel.events().awaitAfter(position, HEARTBEAT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static @Nullable Long cursor(Optional<String> text) {
    try {
      return text.map(Long::valueOf).orElse(null);
    } catch (NumberFormatException e) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "The cursor '" + text.orElse("") + "' is none; pass on the previous page's nextCursor.",
          e);
    }
  }
}
