package dev.loopline.kernel.events;

import dev.loopline.kernel.db.Database;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import java.util.List;

/** The events that subscribers went on without, for whoever has mended the cause. */
public final class SetAsideEvents {
  private final Database db;
  private final EventSubscriptions subscriptions;

  SetAsideEvents(Database db, EventSubscriptions subscriptions) {
    this.db = db;
    this.subscriptions = subscriptions;
  }

  /** A page by position and subscriber, after those; from the beginning after 0 and "". */
  public List<SetAside> page(long afterPosition, String afterSubscriber, int limit) {
    return db.read(h -> SetAsideDao.page(h, afterPosition, afterSubscriber, limit));
  }

  public long count() {
    return db.read(SetAsideDao::count);
  }

  /**
   * Asks the subscriber to handle the event again, in its own thread and after what it is doing.
   * Durable: a server that stops before tries when it is back. What fails again stays set aside.
   */
  public SetAside retry(String subscriber, long position) {
    SetAside asked =
        db.write(
            tx ->
                SetAsideDao.askRetry(tx.handle(), subscriber, position)
                    ? SetAsideDao.find(tx.handle(), subscriber, position).orElse(null)
                    : null);
    if (asked == null) {
      throw new LooplineException(
          KernelError.NOT_FOUND,
          "Subscriber "
              + subscriber
              + " has set aside no event at position "
              + position
              + "; GET /api/v1/events/set-aside lists what there is.");
    }
    subscriptions.retry(subscriber);
    return asked;
  }
}
