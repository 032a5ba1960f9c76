package dev.loopline.features.internal;

import dev.loopline.features.internal.engine.BulkEngine;
import dev.loopline.features.internal.online.Keys;
import dev.loopline.features.internal.online.OnlineRow;
import dev.loopline.features.internal.online.OnlineStore;
import dev.loopline.features.internal.online.OnlineUpdate;
import dev.loopline.features.internal.online.Progress;
import dev.loopline.features.internal.rows.LineDigest;
import dev.loopline.features.internal.rows.RawRow;
import dev.loopline.features.internal.rows.RowReader;
import dev.loopline.features.internal.rows.SegmentLog;
import dev.loopline.features.internal.rows.WorkFolder;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.features.internal.spec.ViewSpec;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.files.DiskFull;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Brings the online store up to its source's segments, after a crash or for a new definition. */
final class CatchUp {
  private static final int CHUNK = 10_000;

  private final Kernel kernel;
  private final String product;
  private final OnlineStore online;

  CatchUp(Kernel kernel, String product, OnlineStore online) {
    this.kernel = kernel;
    this.product = product;
    this.online = online;
  }

  void run(SourceSpec source, List<ViewSpec> views, SegmentLog log, SegmentLog rejected) {
    bring(source, views, log);
    index(source, rejected);
  }

  /** Which rejected rows are kept: those pushed again are not kept twice. */
  private void index(SourceSpec source, SegmentLog rejected) {
    byte[] own = Keys.rejectedProgress(product, source.name());
    Progress progress = online.progress(own);
    OnlineUpdate update = new OnlineUpdate(online);
    while (progress.offset() < rejected.end()) {
      List<SegmentLog.Line> lines;
      try {
        lines = rejected.lines(progress.offset(), CHUNK);
      } catch (IOException e) {
        throw DiskFull.orUnchecked("read rejected rows", e);
      }
      for (SegmentLog.Line line : lines) {
        byte[] digest = LineDigest.of(line.text().getBytes(StandardCharsets.UTF_8));
        update.putDigest(Keys.rejected(product, source.name(), digest), new byte[1]);
      }
      progress = new Progress(lines.getLast().next(), progress.rows() + lines.size());
      update.putProgress(own, progress);
      update.commit();
    }
  }

  private void bring(SourceSpec source, List<ViewSpec> views, SegmentLog log) {
    long end = log.end();
    byte[] own = Keys.sourceProgress(product, source.name());
    if (online.progress(own).offset() > end) {
      // The database is the older of two backups: what is online tells of rows that do not count.
      online.clear(Keys.ofSource(product, source.name()));
      views.forEach(v -> online.clear(Keys.ofView(product, v.name())));
    }
    Map<Long, List<ViewSpec>> behind = new TreeMap<>();
    for (ViewSpec view : views) {
      long offset = online.progress(progress(view)).offset();
      if (offset < end) {
        behind.computeIfAbsent(offset, o -> new ArrayList<>()).add(view);
      }
    }
    Progress indexed = online.progress(own);
    if (indexed.offset() == end && behind.isEmpty()) {
      return;
    }
    Path path = kernel.folder("features").resolve("work").resolve(kernel.ids().next("work"));
    try (WorkFolder folder = new WorkFolder(path)) {
      if (indexed.offset() < end) {
        index(source, folder.slice(log, indexed.offset(), end), end);
      }
      behind.forEach((from, late) -> compute(source, late, log, from, end, path));
    }
  }

  private byte[] progress(ViewSpec view) {
    return Keys.viewProgress(product, view.name(), view.definition());
  }

  private void index(SourceSpec source, Path lines, long end) {
    byte[] own = Keys.sourceProgress(product, source.name());
    RowReader reader = new RowReader(source);
    OnlineUpdate update = new OnlineUpdate(online);
    long rows = online.progress(own).rows();
    try (BufferedReader in = Files.newBufferedReader(lines)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        RawRow row = reader.reread(line);
        update.putDigest(Keys.row(product, source.name(), row.key(), row.at()), row.digest());
        rows++;
        if (update.size() >= CHUNK) {
          update.commit();
        }
      }
    } catch (IOException e) {
      throw DiskFull.orUnchecked("index the rows of " + source.name(), e);
    }
    update.putProgress(own, new Progress(end, rows));
    update.commit();
  }

  private void compute(
      SourceSpec source, List<ViewSpec> views, SegmentLog log, long from, long end, Path work) {
    try (WorkFolder folder = new WorkFolder(work.resolve("from-" + from));
        BulkEngine engine = BulkEngine.open(source, folder.slice(log, from, end), folder.out())) {
      for (ViewSpec view : views) {
        OnlineUpdate update = new OnlineUpdate(online);
        long[] rows = {online.progress(progress(view)).rows()};
        engine.compute(
            view,
            row -> {
              rows[0]++;
              update.putNewer(
                  Keys.online(product, view.name(), view.definition(), row.key()),
                  new OnlineRow(row.at(), row.values()));
              if (update.size() >= CHUNK) {
                update.commit();
              }
            });
        update.putProgress(progress(view), new Progress(end, rows[0]));
        update.commit();
      }
    }
  }
}
