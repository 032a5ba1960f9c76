package dev.loopline.metadata.internal.openlineage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.artifacts.Digest;
import dev.loopline.kernel.db.Tx;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.Json;
import dev.loopline.metadata.internal.lineage.LinkDao;
import dev.loopline.metadata.internal.openlineage.Incoming.Data;
import dev.loopline.metadata.internal.openlineage.NamedDao.Table;
import dev.loopline.metadata.openlineage.OpenLineageNames;
import dev.loopline.metadata.openlineage.OpenLineageStore;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@link OpenLineageStore} over the component's tables; links go where all links are. */
public final class StoredOpenLineage implements OpenLineageStore {
  private final Kernel kernel;
  private final Predicate<String> isProduct;

  /**
   * @param isProduct whose namespaces are ours
   */
  public StoredOpenLineage(Kernel kernel, Predicate<String> isProduct) {
    this.kernel = kernel;
    this.isProduct = isProduct;
  }

  /** A dataset as lineage knows it. */
  private record End(String product, Ref ref) {}

  @Override
  public boolean receive(JsonNode event) {
    Incoming incoming = EventReader.read(event);
    String digest = Digest.of(Json.bytes(event)).hex();
    return kernel.db().write(tx -> isNew(tx, digest, incoming) && write(tx, incoming));
  }

  private boolean isNew(Tx tx, String digest, Incoming incoming) {
    return tx.handle()
            .createUpdate(
                """
                insert into openlineage_event (digest, event_type, event_at, received_at)
                values (:digest, :type, :at, :now) on conflict (digest) do nothing
                """)
            .bind("digest", digest)
            .bind("type", incoming.type().name())
            .bind("at", incoming.at())
            .bind("now", kernel.clock().now())
            .execute()
        > 0;
  }

  private boolean write(Tx tx, Incoming incoming) {
    List<End> inputs = incoming.inputs().stream().map(d -> dataset(tx, incoming, d)).toList();
    List<End> outputs = incoming.outputs().stream().map(d -> dataset(tx, incoming, d)).toList();
    incoming
        .job()
        .ifPresent(
            job -> {
              String id = NamedDao.put(tx, kernel.db().dialect(), Table.JOB, job, incoming.at());
              Ref doer = new Ref(OpenLineageNames.JOB, id);
              if (incoming.run().isPresent()) {
                doer = run(tx, incoming, incoming.run().get(), doer);
              }
              for (End input : inputs) {
                link(tx, input.product(), input.ref(), doer);
              }
              for (End output : outputs) {
                link(tx, output.product(), doer, output.ref());
              }
            });
    return true;
  }

  private Ref run(Tx tx, Incoming incoming, Incoming.Run run, Ref job) {
    JobRunDao.put(tx, kernel.db().dialect(), run, job.id(), incoming.type(), incoming.at());
    Ref ref = new Ref(OpenLineageNames.JOB_RUN, run.id());
    link(tx, "", job, ref);
    run.parent()
        .filter(parent -> !parent.equals(run.id()))
        .ifPresent(parent -> link(tx, "", new Ref(OpenLineageNames.JOB_RUN, parent), ref));
    return ref;
  }

  private End dataset(Tx tx, Incoming incoming, Data data) {
    Optional<End> ours =
        Stream.concat(Stream.of(data.named()), data.aliases().stream())
            .map(this::ours)
            .flatMap(Optional::stream)
            .findFirst();
    if (ours.isPresent()) {
      return ours.get();
    }
    String id = NamedDao.put(tx, kernel.db().dialect(), Table.DATASET, data.named(), incoming.at());
    return new End("", new Ref(OpenLineageNames.DATASET, id));
  }

  private Optional<End> ours(Incoming.Named named) {
    return OpenLineageNames.product(named.namespace())
        .filter(isProduct)
        .flatMap(product -> OpenLineageNames.ours(named.name()).map(ref -> new End(product, ref)));
  }

  private static void link(Tx tx, String product, Ref from, Ref to) {
    LinkDao.put(tx, product, new Link(from, to, Link.UNDATED));
  }

  @Override
  public Found<Job> jobs(@Nullable String cursor, int limit) {
    return page(
        kernel.db().read(h -> NamedDao.after(h, Table.JOB, number(cursor), limit + 1)),
        limit,
        NamedDao.Row::no,
        r -> new Job(r.id(), r.namespace(), r.name(), Facets.shown(r.facets()), r.at()));
  }

  @Override
  public Found<Dataset> datasets(@Nullable String cursor, int limit) {
    return page(
        kernel.db().read(h -> NamedDao.after(h, Table.DATASET, number(cursor), limit + 1)),
        limit,
        NamedDao.Row::no,
        r -> new Dataset(r.id(), r.namespace(), r.name(), Facets.shown(r.facets()), r.at()));
  }

  @Override
  public Found<Run> runs(@Nullable String job, @Nullable String cursor, int limit) {
    return page(
        kernel.db().read(h -> JobRunDao.after(h, job, number(cursor), limit + 1)),
        limit,
        JobRunDao.Row::no,
        r ->
            new Run(
                r.id(),
                r.job(),
                r.state().name(),
                r.startedAt(),
                r.endedAt(),
                Facets.shown(r.facets())));
  }

  private static long number(@Nullable String cursor) {
    if (cursor == null) {
      return 0;
    }
    if (!cursor.matches("\\d{1,18}")) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'" + cursor + "' is no cursor; take nextCursor of the page before.");
    }
    return Long.parseLong(cursor);
  }

  private static <R, T> Found<T> page(
      List<R> rows, int limit, ToLongFunction<R> number, Function<R, T> item) {
    boolean more = rows.size() > limit;
    List<R> kept = more ? rows.subList(0, limit) : rows;
    return new Found<>(
        kept.stream().map(item).toList(),
        more ? String.valueOf(number.applyAsLong(kept.getLast())) : null);
  }
}
