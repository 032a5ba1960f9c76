package dev.loopline.workflow.internal;

import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.garbage.BlobColumn;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** Which blobs runs and pipelines name. */
final class BlobDao {
  private BlobDao() {}

  /** Notes all that may be a digest in some texts. */
  static void name(Tx tx, String owner, @Nullable Digest artifact, Collection<String> texts) {
    Set<Digest> named = new HashSet<>();
    if (artifact != null) {
      named.add(artifact);
    }
    texts.forEach(text -> named.addAll(BlobColumn.in(text)));
    if (named.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        tx.handle()
            .prepareBatch(
                """
                insert into workflow_blob (digest, owner) values (:digest, :owner)
                on conflict do nothing
                """);
    named.stream()
        .map(Digest::hex)
        .sorted()
        .forEach(digest -> batch.bind("digest", digest).bind("owner", owner).add());
    batch.execute();
  }
}
