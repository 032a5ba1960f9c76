package dev.loopline.features.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.features.FeatureError;
import dev.loopline.features.FeatureRow;
import dev.loopline.features.FeatureStore;
import dev.loopline.features.IngestReceipt;
import dev.loopline.features.PushReceipt;
import dev.loopline.features.RejectedRow;
import dev.loopline.features.Snapshot;
import dev.loopline.features.ViewInfo;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.kernel.json.JsonSchema;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pushing rows, and reading what the views make of them. */
public final class FeatureRoutes {
  private static final String PRODUCT = "/api/v1/products/{product}";
  private static final String SOURCE = PRODUCT + "/sources/{source}";
  private static final String VIEW = PRODUCT + "/views/{view}";
  private static final String TAG = "features";

  /** Rows for one source, each an object of its columns. */
  public record PushRequest(List<JsonNode> rows) {
    public PushRequest {
      if (rows == null) {
        throw new LooplineException(
            FeatureError.ROWS_INVALID, "'rows' is missing; send {\"rows\": [{…}, …]}.");
      }
    }
  }

  private FeatureRoutes() {}

  public static List<Route> routes(FeatureStore store) {
    JsonSchema schema =
        JsonSchema.load(FeatureStore.class, "/dev/loopline/features/features.schema.json");
    return List.of(
        push(store),
        ingest(store),
        Route.get(SOURCE + "/rejected")
            .id("listRejectedRows")
            .tag(TAG)
            .summary("Rows of the source that were not let in, with the reason, oldest first")
            .pages(RejectedRow.class)
            .to(call -> Reply.json(rejected(store, call))),
        Route.get(PRODUCT + "/views")
            .id("listFeatureViews")
            .tag(TAG)
            .summary("The product's feature views by name")
            .pages(ViewInfo.class)
            .to(call -> Reply.json(views(store, call))),
        Route.get(VIEW)
            .id("getFeatureView")
            .tag(TAG)
            .summary("A feature view: its SQL, its features, how many rows it holds")
            .answers(ViewInfo.class)
            .to(call -> Reply.json(view(store, call.path("product"), call.path("view")))),
        Route.get(VIEW + "/rows/{key}")
            .id("getFeatureRow")
            .tag(TAG)
            .summary("The newest features of an entity, from the online store")
            .answers(FeatureRow.class)
            .to(call -> Reply.json(row(store, call))),
        Route.post(VIEW + "/materialize")
            .id("materializeView")
            .tag(TAG)
            .summary("Rolls what was pushed into the offline table; durable when answered")
            .answers(Snapshot.class)
            .timeout(Duration.ofMinutes(10))
            .to(call -> Reply.json(store.materialize(call.path("product"), call.path("view")))),
        Route.get(VIEW + "/snapshots")
            .id("listSnapshots")
            .tag(TAG)
            .summary("The versions of the view's offline data, oldest first")
            .pages(Snapshot.class)
            .to(call -> Reply.json(snapshots(store, call))),
        Route.get("/api/v1/schemas/features.schema.json")
            .id("getFeaturesSchema")
            .tag(TAG)
            .summary("The JSON Schema of features/*.yaml")
            .to(call -> Reply.json(schema.document())));
  }

  private static Route ingest(FeatureStore store) {
    return Route.post(SOURCE + "/ingest")
        .id("ingestSourceFile")
        .tag(TAG)
        .summary(
            "Takes in the newest file uploaded to the source; repeatable, goes on where it was")
        .answers(IngestReceipt.class)
        .timeout(Duration.ofMinutes(30))
        .to(
            call ->
                Reply.json(
                    store.ingest(
                        call.path("product"), call.path("source"), call.principal().name())));
  }

  private static Page<RejectedRow> rejected(FeatureStore store, Call call) {
    long after = position(call.page().cursor().orElse("0"));
    int limit = call.page().limit();
    return Page.of(
        store.rejected(call.path("product"), call.path("source"), after, limit + 1),
        limit,
        row -> Long.toString(row.position()));
  }

  private static long position(String cursor) {
    if (!cursor.matches("\\d{1,18}")) {
      throw new LooplineException(
          KernelError.INVALID_ARGUMENT,
          "'cursor' is '" + cursor + "'; send the nextCursor of the page before.");
    }
    return Long.parseLong(cursor);
  }

  private static Route push(FeatureStore store) {
    return Route.post(SOURCE + "/rows")
        .id("pushRows")
        .tag(TAG)
        .summary("Takes rows in, all or none; durable and online when answered; repeatable")
        .accepts(PushRequest.class)
        .answers(PushReceipt.class)
        .maxBody(16L << 20)
        .to(
            call ->
                Reply.json(
                    store.push(
                        call.path("product"),
                        call.path("source"),
                        call.body(PushRequest.class).rows(),
                        call.principal().name())));
  }

  private static Page<ViewInfo> views(FeatureStore store, Call call) {
    String after = call.page().cursor().orElse("");
    int limit = call.page().limit();
    List<ViewInfo> fetched =
        store.views(call.path("product")).stream()
            .filter(v -> v.name().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    return Page.of(fetched, limit, ViewInfo::name);
  }

  private static Page<Snapshot> snapshots(FeatureStore store, Call call) {
    int after = call.queryInt("cursor", 0, 0, Integer.MAX_VALUE);
    int limit = call.page().limit();
    List<Snapshot> fetched =
        store.snapshots(call.path("product"), call.path("view")).stream()
            .filter(s -> s.id() > after)
            .limit(limit + 1L)
            .toList();
    return Page.of(fetched, limit, s -> Long.toString(s.id()));
  }

  private static ViewInfo view(FeatureStore store, String product, String view) {
    return found(
        FeatureError.VIEW_NOT_FOUND,
        store.findView(product, view).orElse(null),
        product + " has no feature view '" + view + "'. GET …/views lists those there are.");
  }

  private static FeatureRow row(FeatureStore store, Call call) {
    String view = call.path("view");
    String key = call.path("key");
    return found(
        FeatureError.FEATURE_ROW_NOT_FOUND,
        store.online(call.path("product"), view, key).orElse(null),
        "The view '" + view + "' knows no '" + key + "'. Push a row of it first.");
  }

  private static <T> T found(FeatureError code, @Nullable T value, String otherwise) {
    if (value == null) {
      throw new LooplineException(code, otherwise);
    }
    return value;
  }
}
