package dev.loopline.features;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Raw sources: CSV files (plain or gzipped), kept by digest, and what an analysis found in them. An
 * upload is durable and visible when acknowledged; the same bytes again change nothing. An analysis
 * of the same bytes and request is computed once.
 */
public interface Sources extends AutoCloseable {
  /** Stores a file as the source's newest revision, once DuckDB could read all of it. */
  RawFile upload(String product, String source, String fileName, InputStream in, String actor);

  /** The newest revision; {@code SOURCE_NOT_FOUND} where nothing was uploaded. */
  RawFile require(String product, String source);

  /** A revision of a source. */
  Optional<RawFile> find(String product, String source, long revision);

  /** The product's sources by name, uploaded and declared. */
  List<SourceInfo> list(String product);

  /** Analyses the newest revision, or gives what an equal analysis found before. */
  Analysis analyze(String product, String source, AnalysisRequest request, String actor);

  /** The newest analysis of the newest revision, where there is one. */
  Optional<Analysis> findAnalysis(String product, String source);

  @Override
  void close();
}
