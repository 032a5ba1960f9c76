package dev.loopline.metadata.internal.lineage;

import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventFilter;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkRules;
import dev.loopline.metadata.spi.LinkRules.Made;
import dev.loopline.metadata.spi.LinkRules.Renamed;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;

/**
 * Writes down what the log's events say of lineage, from the first event on: what happened before
 * this was begun is caught up with. An event that comes again changes nothing.
 */
public final class LinkRecorder {
  private static final String SUBSCRIBER = "lineage";
  private static final int BATCH = 500;

  private final Kernel kernel;
  private final LinkRules rules;

  public LinkRecorder(Kernel kernel, LinkRules rules) {
    this.kernel = kernel;
    this.rules = rules;
  }

  /** Begins to listen; once. */
  public void begin() {
    EventFilter filter = EventFilter.types(rules.types().toArray(String[]::new));
    kernel.events().subscribe(SUBSCRIBER, filter, this::on);
  }

  private void on(Event event) {
    List<LinkRules.Told> told = rules.of(event);
    if (!told.isEmpty()) {
      String product = event.product() == null ? "" : event.product();
      kernel.db().change(tx -> told.forEach(t -> write(tx, product, t)));
    }
  }

  private static void write(Tx tx, String product, LinkRules.Told told) {
    switch (told) {
      case Made made -> LinkDao.put(tx, product, made.link());
      case Renamed renamed -> {
        for (String kind : renamed.kinds()) {
          for (Direction direction : Direction.values()) {
            rename(tx, product, direction, kind, renamed);
          }
        }
      }
    }
  }

  private static void rename(
      Tx tx, String product, Direction direction, String kind, Renamed renamed) {
    List<LinkDao.Row> rows;
    do {
      rows =
          LinkDao.beginning(tx.handle(), renamed.product(), direction, kind, renamed.from(), BATCH);
      for (LinkDao.Row row : rows) {
        LinkDao.delete(tx, row.key());
        LinkDao.put(tx, product, renamed(row.link(), direction, renamed));
      }
    } while (rows.size() == BATCH);
  }

  private static Link renamed(Link link, Direction direction, Renamed renamed) {
    Ref near = link.near(direction);
    Ref named = new Ref(near.kind(), renamed.to() + near.id().substring(renamed.from().length()));
    return direction == Direction.FORWARD
        ? new Link(named, link.to(), link.position())
        : new Link(link.from(), named, link.position());
  }
}
