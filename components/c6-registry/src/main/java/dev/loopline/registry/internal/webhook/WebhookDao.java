package dev.loopline.registry.internal.webhook;

import dev.loopline.kernel.db.Rows;
import dev.loopline.kernel.db.Sql;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.search.table.Keyset;
import dev.loopline.registry.Found;
import dev.loopline.registry.Webhook;
import dev.loopline.registry.WebhookEvent;
import dev.loopline.registry.internal.Pages;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements over webhooks. Deleted ones are found by none of them. */
final class WebhookDao {
  private static final String SELECT =
      "select id, name, description, url, events, active, secret, created_at, updated_at";
  private static final String FROM = " from webhook where deleted_at is null";
  private static final Keyset NEWEST =
      Pages.by(
          List.of(
              Keyset.Key.of("created_at", true, Keyset.Holds.NUMBER),
              Keyset.Key.of("id", false, Keyset.Holds.TEXT)));

  private WebhookDao() {}

  /** A webhook with its sealed secret. */
  record Row(Webhook webhook, @Nullable String sealed) {}

  private static Row row(ResultSet rs) throws SQLException {
    String sealed = rs.getString("secret");
    return new Row(
        new Webhook(
            rs.getString("id"),
            rs.getString("name"),
            rs.getString("description"),
            rs.getString("url"),
            Arrays.stream(rs.getString("events").split(",")).map(WebhookEvent::ofKey).toList(),
            rs.getInt("active") == 1,
            sealed != null,
            Instant.ofEpochMilli(rs.getLong("created_at")),
            Instant.ofEpochMilli(rs.getLong("updated_at"))),
        sealed);
  }

  /** Makes a copy without a secret, where none of its id is there, deleted or not. */
  static void ensureCopy(Tx tx, Webhook webhook) {
    bound(
            tx,
            """
            insert into webhook
              (id, name, description, url, events, active, secret, created_at, updated_at,
                imported)
            values
              (:id, :name, :description, :url, :events, :active, :secret, :created, :updated, 1)
            on conflict (id) do nothing
            """,
            new Row(webhook, null))
        .bind("created", webhook.createdAt())
        .execute();
  }

  /** Brings it back where it was deleted; false where no import made it. */
  static boolean reviveCopy(Tx tx, String id) {
    return tx.handle()
            .createUpdate("update webhook set deleted_at = null where id = :id and imported = 1")
            .bind("id", id)
            .execute()
        > 0;
  }

  static void insert(Tx tx, Row row) {
    bound(
            tx,
            """
            insert into webhook
              (id, name, description, url, events, active, secret, created_at, updated_at)
            values
              (:id, :name, :description, :url, :events, :active, :secret, :created, :updated)
            """,
            row)
        .bind("created", row.webhook().createdAt())
        .execute();
  }

  static void update(Tx tx, Row row) {
    bound(
            tx,
            """
            update webhook set name = :name, description = :description, url = :url,
              events = :events, active = :active, secret = :secret, updated_at = :updated
            where id = :id
            """,
            row)
        .execute();
  }

  private static org.jdbi.v3.core.statement.Update bound(Tx tx, String sql, Row row) {
    Webhook webhook = row.webhook();
    return tx.handle()
        .createUpdate(sql)
        .bind("id", webhook.id())
        .bind("name", webhook.name())
        .bind("description", webhook.description())
        .bind("url", webhook.url())
        .bind(
            "events",
            webhook.events().stream().map(WebhookEvent::key).collect(Collectors.joining(",")))
        .bind("active", webhook.active() ? 1 : 0)
        .bind("secret", row.sealed())
        .bind("updated", webhook.updatedAt());
  }

  /** False where it is deleted already. */
  static boolean delete(Tx tx, String id, Instant now) {
    return tx.handle()
            .createUpdate(
                "update webhook set deleted_at = :now where id = :id and deleted_at is null")
            .bind("id", id)
            .bind("now", now)
            .execute()
        > 0;
  }

  static Optional<Row> find(Handle h, String id) {
    if (id.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    return Rows.list(h, Sql.of(SELECT + FROM + " and id = ?", id), (rs, ctx) -> row(rs)).stream()
        .findFirst();
  }

  /** The active ones. */
  static List<Webhook> active(Handle h) {
    return Rows.list(h, Sql.of(SELECT + FROM + " and active = 1"), (rs, ctx) -> row(rs).webhook());
  }

  private record Keyed(Webhook webhook, String cursor) {}

  static Found<Webhook> page(Handle h, @Nullable String cursor, int limit) {
    Sql sql = Sql.of(SELECT + NEWEST.columns().text() + FROM);
    if (cursor != null) {
      sql = sql.then(" and ").then(NEWEST.after(cursor));
    }
    List<Keyed> rows =
        Rows.list(
            h,
            sql.then(NEWEST.order() + " limit ?", limit + 1),
            (rs, ctx) -> new Keyed(row(rs).webhook(), NEWEST.cursor(rs)));
    boolean more = rows.size() > limit;
    List<Keyed> kept = more ? rows.subList(0, limit) : rows;
    return new Found<>(
        kept.stream().map(Keyed::webhook).toList(), more ? kept.getLast().cursor() : null);
  }
}
