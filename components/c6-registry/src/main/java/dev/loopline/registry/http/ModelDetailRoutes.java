package dev.loopline.registry.http;

import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.registry.Change;
import dev.loopline.registry.Found;
import dev.loopline.registry.ModelCard;
import dev.loopline.registry.ModelCards;
import dev.loopline.registry.ModelRegistry;
import dev.loopline.registry.Passport;
import dev.loopline.registry.RegistryError;
import dev.loopline.registry.Stage;
import dev.loopline.registry.StagePeriod;
import dev.loopline.registry.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What there is of a model and its versions. */
final class ModelDetailRoutes {
  private static final Duration TRANSFER = Duration.ofHours(6);
  private static final int MOST_REVISIONS = 1_000;

  private final ModelRegistry registry;

  ModelDetailRoutes(ModelRegistry registry) {
    this.registry = registry;
  }

  /** Where a version shall go. */
  record Move(String stage, @Nullable Boolean archiveOthers) {}

  List<Route> routes() {
    return ModelPath.BOTH.stream()
        .flatMap(model -> Stream.of(told(model), made(model), cards(model)).flatMap(List::stream))
        .toList();
  }

  private List<Route> told(ModelPath model) {
    return List.of(
        model
            .get("/history", "getModelHistory", "All changes, newest first")
            .pages(Change.class)
            .to(this::history),
        model
            .get("/production", "getModelProduction", "Which versions were in a stage at a moment")
            .query("at", "The moment, such as 2026-07-01T12:00:00Z; now where it is absent")
            .query("stage", "Production where it is absent")
            .query("clock", "wall (as it is absent), or event for the product's event time")
            .lists(StagePeriod.class)
            .to(this::production),
        model
            .putOfVersion("/stage", "setModelStage", "Moves it to a stage")
            .accepts(Move.class)
            .answers(VersionView.class)
            .to(this::move));
  }

  private List<Route> made(ModelPath model) {
    return List.of(
        model
            .getOfVersion("/passport", "getModelPassport", "Files by digest, and its MLmodel")
            .answers(Passport.class)
            .to(call -> Reply.json(passport(call))),
        model
            .getOfVersion("/files/{+path}", "getModelFile", "A file of a version")
            .timeout(TRANSFER)
            .to(this::file));
  }

  private List<Route> cards(ModelPath model) {
    return List.of(
        model
            .getOfVersion("/card", "getModelCard", "The newest revision of its card")
            .answers(ModelCards.Revision.class)
            .to(this::card),
        model
            .getOfVersion("/card/history", "getModelCardHistory", "All revisions, newest first")
            .lists(ModelCards.Revision.class)
            .to(this::revisions),
        model
            .putOfVersion("/card", "putModelCard", "Writes the next revision")
            .accepts(ModelCard.class)
            .answers(ModelCards.Revision.class)
            .to(this::write));
  }

  private Passport passport(Call call) {
    return registry.versions().passport(ModelPath.name(call), Numbers.version(call));
  }

  private Reply file(Call call) {
    return MlflowVersionRoutes.download(
        registry.versions().open(ModelPath.name(call), Numbers.version(call), call.path("path")));
  }

  private Reply history(Call call) {
    PageRequest page = call.page();
    Found<Change> found =
        registry
            .models()
            .history(
                ModelPath.name(call),
                page.cursor().map(Numbers::cursor).orElse(Long.MAX_VALUE),
                page.limit());
    return Reply.json(new Page<>(found.items(), found.next()));
  }

  private Reply production(Call call) {
    Stage stage = call.query("stage").map(registry.stages()::require).orElse(Stage.PRODUCTION);
    Versions.Clock clock =
        switch (call.query("clock").orElse("wall")) {
          case "wall" -> Versions.Clock.WALL;
          case "event" -> Versions.Clock.EVENT;
          default ->
              throw new LooplineException(
                  RegistryError.VALUE_INVALID, "'clock' takes wall or event.");
        };
    Instant at =
        call.query("at")
            .map(text -> Numbers.moment("at", text))
            .orElse(Instant.ofEpochMilli(Long.MAX_VALUE));
    List<StagePeriod> periods = registry.versions().inStage(ModelPath.name(call), stage, at, clock);
    return Reply.json(new Page<>(periods, null));
  }

  private Reply card(Call call) {
    int version = Numbers.version(call);
    return Reply.json(
        registry
            .cards()
            .find(ModelPath.name(call), version)
            .orElseThrow(
                () ->
                    new LooplineException(
                        RegistryError.CARD_NOT_FOUND,
                        ModelPath.name(call)
                            + " version "
                            + version
                            + " has no card yet; PUT one.")));
  }

  private Reply revisions(Call call) {
    return Reply.json(
        new Page<>(
            registry.cards().history(ModelPath.name(call), Numbers.version(call), MOST_REVISIONS),
            null));
  }

  private Reply write(Call call) {
    return Reply.json(
        registry
            .cards()
            .put(
                ModelPath.name(call),
                Numbers.version(call),
                CardMessage.read(call.json()),
                PromotionRoutes.actor(call)));
  }

  private Reply move(Call call) {
    Move move = call.body(Move.class);
    return PromotionRoutes.view(
        registry.registry(),
        registry
            .versions()
            .transition(
                ModelPath.name(call),
                Numbers.version(call),
                registry.stages().require(move.stage()),
                Boolean.TRUE.equals(move.archiveOthers())
                    ? Versions.Others.ARCHIVE
                    : Versions.Others.STAY,
                PromotionRoutes.actor(call)));
  }
}
