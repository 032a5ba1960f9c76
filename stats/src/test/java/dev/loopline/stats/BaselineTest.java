package dev.loopline.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BaselineTest {
  private static Baseline.Column column(int[] values) {
    List<float[]> rows =
        Arrays.stream(values).mapToObj(v -> new float[] {v == 0 ? Float.NaN : v}).toList();
    return Baseline.of(List.of("x"), rows, new double[values.length], 0.5).features().getFirst();
  }

  @Property(tries = 200)
  void aValueFallsIntoTheBinThatItsEdgesSayAnEdgeItselfIntoTheUpper(
      @ForAll @Size(min = 1, max = 200) @IntRange(max = 60) int[] values,
      @ForAll @IntRange(min = -5, max = 70) int x) {
    Baseline.Column column = column(values);
    double[] edges = column.edges();

    assertThat(edges).isSorted().doesNotHaveDuplicates();
    int bin = column.bin(x);
    assertThat(bin == 0 || edges[bin - 1] <= x).isTrue();
    assertThat(bin == edges.length || x < edges[bin]).isTrue();
    for (int i = 0; i < edges.length; i++) {
      assertThat(column.bin(edges[i])).isEqualTo(i + 1);
    }
    assertThat(column.bin(Double.NaN)).isEqualTo(edges.length + 1);
  }

  @Property(tries = 200)
  void everyTrainingRowIsCountedOnceAndMissingOnesApart(
      @ForAll @Size(min = 1, max = 200) @IntRange(max = 60) int[] values) {
    long[] counts = column(values).counts();

    assertThat(Arrays.stream(counts).sum()).isEqualTo(values.length);
    assertThat(counts[counts.length - 1])
        .isEqualTo(Arrays.stream(values).filter(v -> v == 0).count());
  }
}
