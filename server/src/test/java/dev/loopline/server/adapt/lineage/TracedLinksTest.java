package dev.loopline.server.adapt.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.metadata.spi.Direction;
import dev.loopline.metadata.spi.Link;
import dev.loopline.metadata.spi.LinkSource.Place;
import dev.loopline.metadata.spi.TraceNode;
import dev.loopline.metadata.spi.TraceNode.Ref;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracedLinksTest {
  private static final Ref FEATURES = new Ref("features", "prd-1");
  private static final Ref PREDICTION = new Ref("prediction", "prd-1");

  private static Kind one(Ref thing, Ref... parents) {
    return new Kind(
        thing.kind(),
        (product, ids) ->
            ids.contains(thing.id())
                ? List.of(
                    new TraceNode(thing.kind(), thing.id(), "", Map.of(), null, List.of(parents)))
                : List.of());
  }

  private final TracedLinks links =
      new TracedLinks(
          List.of(
              one(PREDICTION, FEATURES, new Ref("model version", "m/1")),
              one(FEATURES, new Ref("commit", "c")),
              one(new Ref("commit", "c"), new Ref("goal", "c"))));

  private List<Ref> far(Direction direction, Ref of) {
    return links.links("hotel", direction, List.of(Place.all(of)), 10).stream()
        .map((Link link) -> link.far(direction))
        .toList();
  }

  @Test
  void featuresLeadForwardToTheirPredictionAndItBackToThem() {
    assertThat(far(Direction.FORWARD, FEATURES)).containsExactly(PREDICTION);
    assertThat(far(Direction.BACK, PREDICTION)).contains(FEATURES);
    assertThat(links.counts("hotel", Direction.FORWARD, List.of(Place.all(FEATURES))))
        .containsEntry(FEATURES, 1L);
    assertThat(links.page("hotel", Direction.FORWARD, FEATURES, null, 10).links()).hasSize(1);
  }

  @Test
  void aGoalLeadsToItsCommitAndWhatIsNotThereToNothing() {
    assertThat(far(Direction.FORWARD, new Ref("goal", "c")))
        .containsExactly(new Ref("commit", "c"));
    assertThat(far(Direction.FORWARD, new Ref("features", "prd-2"))).isEmpty();
    assertThat(far(Direction.FORWARD, PREDICTION)).isEmpty();
  }
}
