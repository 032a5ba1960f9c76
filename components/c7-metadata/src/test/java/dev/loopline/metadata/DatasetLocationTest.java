package dev.loopline.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.metadata.openlineage.DatasetLocation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetLocationTest {
  /** As MLflow's clients write it, and as OpenLineage's do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "s3://b/clean | s3://b | clean",
        "s3://b/clean/ | s3://b | /clean",
        "s3a://B/clean/day=1 | s3://b | clean/day=1",
        "{\"uri\":\"s3://b/clean\"} | s3n://b/ | clean/",
        "{\"url\":\"https://data.example/a.csv?v=2\"} | https://data.example | a.csv?v=2",
        "{\"path\":\"gs://b/t\",\"delta_table_version\":3} | gs://b | t",
        "abfss://box@account.dfs.core.windows.net/t | abfss://box@account.dfs.core.windows.net | t",
        "hdfs://name:8020/data/t | hdfs://name:8020 | /data/t",
        "file:///data/a b.csv | file | /data/a b.csv",
        "file:/data/a.csv | file://localhost | data/a.csv",
        "postgres://db:5432/shop.public.orders | postgres://db:5432 | shop.public.orders",
        "s3://b | s3://b | /"
      })
  void aUriAndANamespaceWithANameAreOnePlace(String source, String namespace, String name) {
    Optional<DatasetLocation> location = DatasetLocation.ofSource(source);

    assertThat(location).isPresent().isEqualTo(DatasetLocation.of(namespace, name));
    assertThat(location.orElseThrow().key()).hasSize(64);
  }

  @Test
  void othersAreOtherPlaces() {
    String clean = DatasetLocation.ofSource("s3://b/clean").orElseThrow().key();
    for (String other :
        List.of("s3://b/Clean", "s3://c/clean", "gs://b/clean", "s3://b/x/clean", "s3://b//x")) {
      assertThat(DatasetLocation.ofSource(other).orElseThrow().key()).isNotEqualTo(clean);
    }
  }

  @Test
  void whatIsNoUriIsNoPlace() {
    for (String source :
        List.of(
            "", "{}", "{", "{\"uri\":3}", "clean", "/data/a.csv", "C:/a.csv", "squad", "s3://")) {
      assertThat(DatasetLocation.ofSource(source)).as(source).isEmpty();
    }
    assertThat(DatasetLocation.of("food_delivery", "public.orders")).isEmpty();
  }
}
