package dev.loopline.features.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.IngestReceipt;
import dev.loopline.features.RawFile;
import dev.loopline.features.internal.FileIngestDao.Key;
import dev.loopline.features.internal.FileIngestDao.Progress;
import dev.loopline.features.internal.engine.SourceFile;
import dev.loopline.features.internal.rows.LineDigest;
import dev.loopline.features.internal.spec.SourceSpec;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.events.NewEvent;
import dev.loopline.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Takes the rows of an uploaded file in, batch by batch, each row once: what a crash leaves is gone
 * on with after the last ordinal that was written down, and a batch that had been taken in by then
 * is there already, row for row.
 */
final class FileIngest {
  private static final int BATCH = 5_000;

  private final Kernel kernel;

  FileIngest(Kernel kernel) {
    this.kernel = kernel;
  }

  IngestReceipt run(String product, SourceSpec source, PushedSource pushed, String actor) {
    RawFile file =
        kernel
            .db()
            .read(h -> RawFileDao.newest(h, product, source.name()))
            .orElseThrow(() -> nothingUploaded(source.name()));
    byte[] mapping = Json.write(source.file()).getBytes(StandardCharsets.UTF_8);
    Key key =
        new Key(
            product,
            source.name(),
            file.digest().hex(),
            HexFormat.of().formatHex(LineDigest.of(mapping)));
    // One at a time, so that nothing is counted twice.
    synchronized (pushed) {
      Progress before = kernel.db().read(h -> FileIngestDao.find(h, key)).orElse(Progress.NONE);
      Progress after = before.finished() ? before : run(file, source, pushed, key, before, actor);
      return new IngestReceipt(
          file.revision(),
          file.digest().toString(),
          after.ordinal(),
          after.accepted(),
          after.rejected(),
          after.repeated());
    }
  }

  private Progress run(
      RawFile file,
      SourceSpec source,
      PushedSource pushed,
      Key key,
      Progress before,
      String actor) {
    long started = System.nanoTime();
    Path path = kernel.artifacts().file(file.digest());
    Progress reached = before;
    try (SourceFile rows = SourceFile.open(source, path, file.name(), before.ordinal())) {
      for (List<JsonNode> batch = rows.next(BATCH); !batch.isEmpty(); batch = rows.next(BATCH)) {
        Progress next = reached.plus(batch.size(), pushed.push(Push.oneByOne(batch, actor)));
        kernel.db().change(tx -> FileIngestDao.put(tx, key, next));
        reached = next;
      }
    }
    Progress all = reached;
    double seconds = (System.nanoTime() - started) / 1e9;
    kernel
        .db()
        .change(
            tx -> {
              FileIngestDao.put(tx, key, all);
              FileIngestDao.finish(tx, key, kernel.clock().now());
              kernel.events().append(tx, extracted(file, all, seconds, actor));
            });
    return all;
  }

  private static NewEvent extracted(RawFile file, Progress all, double seconds, String actor) {
    return new NewEvent(
        "features.extracted",
        "features",
        file.source(),
        file.product(),
        actor,
        Json.object()
            .put("source", file.source())
            .put("revision", file.revision())
            .put("digest", file.digest().toString())
            .put("rows", all.ordinal())
            .put("accepted", all.accepted())
            .put("rejected", all.rejected())
            .put("repeated", all.repeated())
            .put("seconds", seconds));
  }

  private static LooplineException nothingUploaded(String source) {
    return new LooplineException(
        FeatureError.SOURCE_NOT_FOUND,
        "No file was uploaded to the source '"
            + source
            + "' yet. PUT a CSV file to …/sources/"
            + source
            + "/files/{name} first.");
  }
}
