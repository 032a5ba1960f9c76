package dev.loopline.features.internal;

import dev.loopline.features.Analysis;
import dev.loopline.features.RawFile;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.json.Json;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements over finished analyses. */
public final class AnalysisDao {
  private AnalysisDao() {}

  public static Optional<Analysis> find(Handle h, RawFile file, String request) {
    return h.createQuery(
            """
            select report from analysis where product = :product and source = :source
              and digest = :digest and request = :request
            """)
        .bind("product", file.product())
        .bind("source", file.source())
        .bind("digest", file.digest().hex())
        .bind("request", request)
        .mapTo(String.class)
        .findOne()
        .map(report -> Json.read(report, Analysis.class));
  }

  public static Optional<Analysis> newest(Handle h, RawFile file) {
    return h.createQuery(
            """
            select report from analysis where product = :product and source = :source
              and digest = :digest order by finished_at desc limit 1
            """)
        .bind("product", file.product())
        .bind("source", file.source())
        .bind("digest", file.digest().hex())
        .mapTo(String.class)
        .findOne()
        .map(report -> Json.read(report, Analysis.class));
  }

  /** False where an equal analysis came first. */
  public static boolean insert(Tx tx, RawFile file, String request, Analysis analysis, Instant at) {
    return tx.handle()
            .createUpdate(
                """
                insert into analysis (product, source, digest, request, report, finished_at)
                values (:product, :source, :digest, :request, :report, :at)
                on conflict do nothing
                """)
            .bind("product", file.product())
            .bind("source", file.source())
            .bind("digest", file.digest().hex())
            .bind("request", request)
            .bind("report", Json.write(analysis))
            .bind("at", at)
            .execute()
        > 0;
  }
}
