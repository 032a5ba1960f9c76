package dev.loopline.features.http;

import dev.loopline.features.Analysis;
import dev.loopline.features.AnalysisRequest;
import dev.loopline.features.FeatureError;
import dev.loopline.features.RawFile;
import dev.loopline.features.SourceInfo;
import dev.loopline.features.Sources;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.LooplineException;
import java.time.Duration;
import java.util.List;

/** Raw sources and their analysis. */
public final class SourceFileRoutes {
  private static final String SOURCE = "/api/v1/products/{product}/sources/{source}";
  private static final String TAG = "features";
  private static final Duration LONG = Duration.ofMinutes(30);

  private SourceFileRoutes() {}

  public static List<Route> routes(Sources sources) {
    return List.of(
        Route.get("/api/v1/products/{product}/sources")
            .id("listSources")
            .tag(TAG)
            .summary("The product's sources by name, uploaded and declared")
            .pages(SourceInfo.class)
            .to(call -> Reply.json(page(sources, call))),
        Route.put(SOURCE + "/files/{name}")
            .id("uploadSourceFile")
            .tag(TAG)
            .summary("Stores a CSV file (.csv or .csv.gz) as the source's newest revision")
            .maxBody(16L << 30)
            .timeout(LONG)
            .answers(RawFile.class)
            .to(
                call ->
                    Reply.json(
                        sources.upload(
                            call.path("product"),
                            call.path("source"),
                            SafePath.of(call.path("name")).toString(),
                            call.stream(),
                            call.principal().name()))),
        Route.get(SOURCE)
            .id("getSource")
            .tag(TAG)
            .summary("The source's newest revision")
            .answers(RawFile.class)
            .to(call -> Reply.json(sources.require(call.path("product"), call.path("source")))),
        Route.post(SOURCE + "/analysis")
            .id("analyzeSource")
            .tag(TAG)
            .summary(
                "Profiles the newest revision: distributions, duplicates, label, leakage suspects")
            .accepts(AnalysisRequest.class)
            .answers(Analysis.class)
            .timeout(LONG)
            .to(
                call ->
                    Reply.json(
                        sources.analyze(
                            call.path("product"),
                            call.path("source"),
                            call.body(AnalysisRequest.class),
                            call.principal().name()))),
        Route.get(SOURCE + "/analysis")
            .id("getAnalysis")
            .tag(TAG)
            .summary("The newest analysis of the newest revision")
            .answers(Analysis.class)
            .to(
                call ->
                    Reply.json(
                        sources
                            .findAnalysis(call.path("product"), call.path("source"))
                            .orElseThrow(
                                () ->
                                    new LooplineException(
                                        FeatureError.SOURCE_NOT_FOUND,
                                        "The source '"
                                            + call.path("source")
                                            + "' was not analysed yet; POST to this path to do"
                                            + " it.")))));
  }

  private static Page<SourceInfo> page(Sources sources, Call call) {
    String after = call.page().cursor().orElse("");
    int limit = call.page().limit();
    List<SourceInfo> fetched =
        sources.list(call.path("product")).stream()
            .filter(s -> s.name().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    return Page.of(fetched, limit, SourceInfo::name);
  }
}
