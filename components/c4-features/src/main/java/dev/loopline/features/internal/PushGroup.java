package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.internal.engine.ComputedRow;
import dev.loopline.features.internal.engine.PushEngine;
import dev.loopline.features.internal.engine.Rejection;
import dev.loopline.features.internal.online.Keys;
import dev.loopline.features.internal.online.OnlineRow;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.online.OnlineUpdate;
import dev.loopline.features.internal.online.Progress;
import dev.loopline.features.internal.rows.RawRow;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pushes that are made durable together: what each adds is worked out one by one, so that one that
 * fails leaves no trace in the others.
 */
final class PushGroup {
  private static final String CONFLICT =
      "another row of this key and event time was there first; send a correction with a later one";

  private final String product;
  private final SourceSpec source;
  private final OnlineStore online;
  private final PushEngine engine;
  private final OnlineUpdate update;
  private final Map<ByteBuffer, byte[]> taken = new HashMap<>();
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final ByteArrayOutputStream refused = new ByteArrayOutputStream();
  private final Map<String, Long> computed = new HashMap<>();
  private final List<Done> done = new ArrayList<>();
  private long accepted;
  private long rejected;

  /** A push and what its event tells. */
  record Done(Push push, PushReceipt receipt, Instant from, Instant until) {}

  PushGroup(String product, SourceSpec source, OnlineStore online, PushEngine engine) {
    this.product = product;
    this.source = source;
    this.online = online;
    this.engine = engine;
    this.update = new OnlineUpdate(online);
  }

  void add(Push push, List<RawRow> rows) {
    Map<ByteBuffer, byte[]> own = new LinkedHashMap<>();
    Map<RawRow, String> reasons = new LinkedHashMap<>();
    List<RawRow> fresh = new ArrayList<>();
    int repeated = sort(rows, own, fresh, reasons);
    Map<String, String> refusals = new HashMap<>();
    List<Map.Entry<ViewSpec, ComputedRow>> values = new ArrayList<>();
    if (!fresh.isEmpty()) {
      for (Rejection rejection : engine.load(fresh)) {
        refusals.put(rejection.key() + "\0" + rejection.at(), rejection.reason());
      }
      engine.compute((view, row) -> values.add(Map.entry(view, row)));
    }
    // From here on nothing fails: only now does the group change.
    int count = 0;
    for (RawRow row : fresh) {
      String reason = refusals.get(row.key() + "\0" + row.at());
      if (reason != null) {
        reasons.put(row, reason);
      } else {
        byte[] key = Keys.row(product, source.name(), row.key(), row.at());
        byte[] digest = row.digest();
        taken.put(ByteBuffer.wrap(key), digest);
        update.putDigest(key, digest);
        lines.writeBytes((row.json() + "\n").getBytes(StandardCharsets.UTF_8));
        count++;
      }
    }
    reasons.forEach(this::refuse);
    for (Map.Entry<ViewSpec, ComputedRow> value : values) {
      put(value.getKey(), value.getValue());
    }
    accepted += count;
    rejected += reasons.size();
    done.add(
        new Done(
            push,
            new PushReceipt(count, rows.size() - count - repeated, repeated),
            time(rows.stream().mapToLong(RawRow::at).min().orElse(0)),
            time(rows.stream().mapToLong(RawRow::at).max().orElse(0))));
  }

  /** Parts new rows from those that are there; returns how many are there value for value. */
  private int sort(
      List<RawRow> rows,
      Map<ByteBuffer, byte[]> own,
      List<RawRow> fresh,
      Map<RawRow, String> reasons) {
    List<byte[]> keys =
        rows.stream().map(r -> Keys.row(product, source.name(), r.key(), r.at())).toList();
    List<Optional<byte[]>> stored = online.digests(keys);
    int repeated = 0;
    for (int i = 0; i < rows.size(); i++) {
      ByteBuffer key = ByteBuffer.wrap(keys.get(i));
      byte[] digest = rows.get(i).digest();
      byte[] former =
          own.getOrDefault(key, taken.getOrDefault(key, stored.get(i).orElse(new byte[0])));
      if (former.length == 0) {
        own.put(key, digest);
        fresh.add(rows.get(i));
      } else if (Arrays.equals(former, digest)) {
        repeated++;
      } else {
        reasons.put(rows.get(i), CONFLICT);
      }
    }
    return repeated;
  }

  private void refuse(RawRow row, String reason) {
    ObjectNode line = Json.object().put("reason", reason);
    line.set("row", Json.parse(row.json()));
    refused.writeBytes((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void put(ViewSpec view, ComputedRow row) {
    update.putNewer(
        Keys.online(product, view.name(), view.definition(), row.key()),
        new OnlineRow(row.at(), row.values()));
    computed.merge(view.name(), 1L, Long::sum);
  }

  private static Instant time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  boolean changesNothing() {
    return lines.size() == 0 && refused.size() == 0;
  }

  byte[] lines() {
    return lines.toByteArray();
  }

  byte[] refused() {
    return refused.toByteArray();
  }

  List<Done> done() {
    return done;
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** Makes the rows visible online. */
  void publish(long end, List<ViewSpec> views) {
    byte[] own = Keys.sourceProgress(product, source.name());
    update.putProgress(own, new Progress(end, online.progress(own).rows() + accepted));
    for (ViewSpec view : views) {
      byte[] key = Keys.viewProgress(product, view.name(), view.definition());
      long rows = online.progress(key).rows() + computed.getOrDefault(view.name(), 0L);
      update.putProgress(key, new Progress(end, rows));
    }
    update.commit();
  }
}
