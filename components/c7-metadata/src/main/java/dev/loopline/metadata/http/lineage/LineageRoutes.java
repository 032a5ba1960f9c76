package dev.loopline.metadata.http.lineage;

import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.metadata.lineage.Lineage;
import dev.loopline.metadata.lineage.LineageGraph;
import dev.loopline.metadata.lineage.LineageQuery;
import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Lineage, of a product's things and of those that are nobody's. */
public final class LineageRoutes {
  private static final String PRODUCT = "/api/v1/products/{product}/lineage";
  private static final String NOBODY = "/api/v1/lineage";
  private static final String TAG = "metadata";

  private final Lineage lineage;
  private final Function<Call, String> product;

  private LineageRoutes(Lineage lineage, Function<Call, String> product) {
    this.lineage = lineage;
    this.product = product;
  }

  public static List<Route> routes(Lineage lineage) {
    LineageRoutes products = new LineageRoutes(lineage, call -> call.path("product"));
    LineageRoutes nobodys = new LineageRoutes(lineage, call -> "");
    return List.of(
        products.graph(PRODUCT, "getLineage", "What a thing goes back to and what it reached"),
        nobodys.graph(
            NOBODY,
            "getLineageOfNobody",
            "Lineage of runs, datasets, models and jobs that belong to no product"),
        products.neighbours(
            PRODUCT + "/neighbours",
            "listLineageNeighbours",
            "All that is linked with a thing in one direction"),
        nobodys.neighbours(
            NOBODY + "/neighbours",
            "listLineageNeighboursOfNobody",
            "All that is linked with a thing of no product in one direction"),
        products.reached(
            PRODUCT + "/reached",
            "listLineageReached",
            "All that a thing reached or goes back to, however far"),
        nobodys.reached(
            NOBODY + "/reached",
            "listLineageReachedOfNobody",
            "All that a thing of no product reached or goes back to, however far"));
  }

  private static Route.Builder about(String path, String id, String summary) {
    return Route.get(path)
        .id(id)
        .tag(TAG)
        .summary(summary)
        .query("kind", "Of the thing, such as model version; hyphens may stand for spaces")
        .query("id", "Of the thing, such as hotel.cancellation/7");
  }

  private Route graph(String path, String id, String summary) {
    return about(path, id, summary)
        .query("direction", "back, forward or both (default)")
        .query("depth", "How many links to follow, from 1 to 50; 12 by default")
        .query("limit", "How many things to answer, from 1 to 1000; 200 by default")
        .query("width", "How many links of one thing to follow, from 1 to 200; 20 by default")
        .answers(LineageGraph.class)
        .to(call -> Reply.json(lineage.of(query(call))));
  }

  private LineageQuery query(Call call) {
    return new LineageQuery(
        product.apply(call),
        root(call),
        directions(call),
        call.queryInt("depth", 12, 1, 50),
        call.queryInt("limit", 200, 1, 1000),
        call.queryInt("width", 20, 1, 200));
  }

  private Route neighbours(String path, String id, String summary) {
    return about(path, id, summary)
        .query("direction", "back or forward")
        .pages(LineageGraph.Node.class)
        .to(call -> Reply.json(neighbours(call)));
  }

  private Page<LineageGraph.Node> neighbours(Call call) {
    PageRequest page = call.page();
    Lineage.Neighbours found =
        lineage.neighbours(
            product.apply(call),
            direction(call),
            root(call),
            page.cursor().orElse(null),
            page.limit());
    return new Page<>(found.nodes(), found.next());
  }

  private Route reached(String path, String id, String summary) {
    return about(path, id, summary)
        .query("direction", "back or forward")
        .query("only", "A kind: things of it alone, such as model version")
        .pages(LineageGraph.Node.class)
        .to(call -> Reply.json(reached(call)));
  }

  private Page<LineageGraph.Node> reached(Call call) {
    PageRequest page = call.page();
    Lineage.Neighbours found =
        lineage.reached(
            product.apply(call),
            direction(call),
            root(call),
            call.query("only").map(LineageRoutes::kind).orElse(null),
            page.cursor().orElse(null),
            page.limit());
    return new Page<>(found.nodes(), found.next());
  }

  private static Direction direction(Call call) {
    Set<Direction> directions = directions(call);
    if (directions.size() != 1) {
      throw invalid("'direction' is missing; name back or forward.");
    }
    return directions.iterator().next();
  }

  private static Ref root(Call call) {
    return new Ref(kind(required(call, "kind")), required(call, "id"));
  }

  private static String kind(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[-_+]", " ");
  }

  private static String required(Call call, String name) {
    return call.query(name)
        .filter(text -> !text.isEmpty() && text.length() <= 1_000 && text.indexOf('\0') < 0)
        .orElseThrow(
            () ->
                invalid(
                    "The query parameter '"
                        + name
                        + "' is missing or no name; ask such as ?kind=run&id=…"));
  }

  private static Set<Direction> directions(Call call) {
    String text = call.query("direction").orElse("both");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "both" -> Set.of(Direction.values());
      case "back" -> Set.of(Direction.BACK);
      case "forward" -> Set.of(Direction.FORWARD);
      default -> throw invalid("'direction' is '" + text + "'; back, forward or both is expected.");
    };
  }

  private static LooplineException invalid(String message) {
    return new LooplineException(KernelError.INVALID_ARGUMENT, message);
  }
}
