package dev.loopline.kernel.leases;

import dev.loopline.kernel.db.Dialect;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.time.WallClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leases with fencing tokens. The holder passes its lease to {@link #require} in the same
 * transaction as the effect: a holder that was paused and has lost its lease then changes nothing.
 */
public final class Leases {
  private final WallClock clock;
  private final Dialect dialect;

  public Leases(WallClock clock, Dialect dialect) {
    this.clock = clock;
    this.dialect = dialect;
  }

  /** Takes the name where nobody holds it (or its lease has run out), with a new token. */
  public Optional<Lease> acquire(Tx tx, String name, String owner, Duration time) {
    Instant now = clock.now();
    // One statement: of two that come at once, the second sees the first's expiry and gets no row.
    return tx.handle()
        .createQuery(
            """
            insert into lease (name, owner, token, expires_at)
            values (:name, :owner, 1, :expires)
            on conflict (name) do update
              set owner = excluded.owner, token = lease.token + 1, expires_at = excluded.expires_at
              where lease.expires_at <= :now
            returning token
            """)
        .bind("name", name)
        .bind("owner", owner)
        .bind("expires", now.plus(time))
        .bind("now", now)
        .mapTo(Long.class)
        .findOne()
        .map(token -> new Lease(name, owner, token, now.plus(time)));
  }

  /** Prolongs a lease that is still held; fails with {@code LEASE_LOST} otherwise. */
  public Lease renew(Tx tx, Lease lease, Duration time) {
    Instant until = clock.now().plus(time);
    int rows =
        tx.handle()
            .createUpdate(
                """
                update lease set expires_at = :until
                where name = :name and token = :token and owner = :owner and expires_at > :now
                """)
            .bind("until", until)
            .bind("name", lease.name())
            .bind("token", lease.token())
            .bind("owner", lease.owner())
            .bind("now", clock.now())
            .execute();
    if (rows == 0) {
      throw lost(lease);
    }
    return new Lease(lease.name(), lease.owner(), lease.token(), until);
  }

  /** Fails with {@code LEASE_LOST} unless the lease is held now; call it beside the effect. */
  public void require(Tx tx, Lease lease) {
    // The row stays locked until the effect is committed: nobody takes the lease in between.
    boolean held =
        tx.handle()
            .createQuery(
                """
                select 1 from lease
                where name = :name and token = :token and owner = :owner and expires_at > :now
                """
                    + dialect.forUpdate())
            .bind("name", lease.name())
            .bind("token", lease.token())
            .bind("owner", lease.owner())
            .bind("now", clock.now())
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!held) {
      throw lost(lease);
    }
  }

  /** Gives the name back; nothing happens where the lease was lost already. */
  public void release(Tx tx, Lease lease) {
    tx.handle()
        .createUpdate(
            "update lease set expires_at = 0 where name = :name and token = :token and owner ="
                + " :owner")
        .bind("name", lease.name())
        .bind("token", lease.token())
        .bind("owner", lease.owner())
        .execute();
  }

  private static LooplineException lost(Lease lease) {
    return new LooplineException(
        KernelError.LEASE_LOST,
        lease.owner()
            + " no longer holds "
            + lease.name()
            + ": its lease ran out and may be another's now. Drop the work and ask again.");
  }
}
