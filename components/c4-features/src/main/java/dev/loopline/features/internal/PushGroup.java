package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.internal.engine.ComputedRow;
import dev.loopline.features.internal.engine.PushEngine;
import dev.loopline.features.internal.engine.Rejection;
import dev.loopline.features.internal.online.Keys;
import dev.loopline.features.internal.online.OnlineRow;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.online.OnlineUpdate;
import dev.loopline.features.internal.online.Progress;
import dev.loopline.features.internal.rows.LineDigest;
import dev.loopline.features.internal.rows.RawRow;
import dev.loopline.features.internal.rows.RowReader;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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
  private final Set<ByteBuffer> refusedNow = new HashSet<>();
  private final Map<String, Long> computed = new HashMap<>();
  private final List<Done> done = new ArrayList<>();
  private long accepted;
  private long rejected;

  /**
   * A push and what its event tells.
   *
   * @param kept rejected rows that were not there before
   * @param from the first event time, in microseconds since 1970; empty where no row has one
   * @param until the last
   */
  record Done(Push push, PushReceipt receipt, long kept, OptionalLong from, OptionalLong until) {}

  PushGroup(String product, SourceSpec source, OnlineStore online, PushEngine engine) {
    this.product = product;
    this.source = source;
    this.online = online;
    this.engine = engine;
    this.update = new OnlineUpdate(online);
  }

  /** Takes in what fits of a push; {@code ROWS_INVALID} where all of it has to. */
  void add(Push push, RowReader reader) {
    if (!push.lenient()) {
      add(push, reader.read(push.rows()), List.of());
      return;
    }
    List<RawRow> fitting = new ArrayList<>();
    List<byte[]> unfit = new ArrayList<>();
    for (JsonNode row : push.rows()) {
      RowReader.Outcome outcome = reader.tryRead(row);
      if (outcome.row() == null) {
        unfit.add(RefusedRows.line(row, outcome.fault()));
      } else {
        fitting.add(outcome.row());
      }
    }
    add(push, fitting, unfit);
  }

  private void add(Push push, List<RawRow> rows, List<byte[]> unfit) {
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
    List<byte[]> refusedLines = new ArrayList<>(unfit);
    reasons.forEach(
        (row, reason) -> refusedLines.add(RefusedRows.line(Json.parse(row.json()), reason)));
    long kept = refuse(refusedLines);
    for (Map.Entry<ViewSpec, ComputedRow> value : values) {
      put(value.getKey(), value.getValue());
    }
    accepted += count;
    rejected += kept;
    done.add(
        new Done(
            push,
            new PushReceipt(count, refusedLines.size(), repeated),
            kept,
            rows.stream().mapToLong(RawRow::at).min(),
            rows.stream().mapToLong(RawRow::at).max()));
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

  /** Keeps the lines that are not kept already, and says how many. */
  private long refuse(List<byte[]> refusals) {
    List<byte[]> keys =
        refusals.stream()
            .map(line -> Keys.rejected(product, source.name(), LineDigest.of(line)))
            .toList();
    List<Optional<byte[]>> there = online.digests(keys);
    long kept = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (there.get(i).isEmpty() && refusedNow.add(ByteBuffer.wrap(keys.get(i)))) {
        update.putDigest(keys.get(i), new byte[1]);
        refused.writeBytes(refusals.get(i));
        refused.write('\n');
        kept++;
      }
    }
    return kept;
  }

  private void put(ViewSpec view, ComputedRow row) {
    update.putNewer(
        Keys.online(product, view.name(), view.definition(), row.key()),
        new OnlineRow(row.at(), row.values()));
    computed.merge(view.name(), 1L, Long::sum);
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
  void publish(long end, long rejectedEnd, List<ViewSpec> views) {
    byte[] aside = Keys.rejectedProgress(product, source.name());
    update.putProgress(aside, new Progress(rejectedEnd, online.progress(aside).rows() + rejected));
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
