package dev.loopline.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.http.Route;
import dev.loopline.kernel.Kernel;
import dev.loopline.kernel.events.Event;
import dev.loopline.kernel.events.EventQuery;
import dev.loopline.kernel.time.WallClock;
import dev.loopline.source.assembly.SourceFactory;
import dev.loopline.source.http.SourceRoutes;
import dev.loopline.testkit.Engine;
import dev.loopline.testkit.Http;
import dev.loopline.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything here is done by the ordinary git. */
class GitTest {
  @TempDir Path folder;
  private Kernel kernel;
  private Repositories repositories;
  private TestServer server;

  private void start(Engine engine) {
    open(engine.kernel(folder.resolve("data"), "source"));
  }

  private void open(Kernel opened) {
    kernel = opened;
    repositories = SourceFactory.open(kernel, "hotel"::equals);
    List<Route> routes = SourceRoutes.routes(repositories);
    server = TestServer.start(routes);
  }

  @AfterEach
  void stop() {
    server.close();
    kernel.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPushedIsClonedAndIsAnEventWithItsCommits(Engine engine) throws Exception {
    start(engine);
    Path work = newRepository("work");
    commit(work, "features/booking.yaml", "a: 1", "First features");
    git(work, "push", remote(), "main");
    commit(work, "features/booking.yaml", "a: 2", "Second thoughts");
    git(work, "push", remote(), "main");

    git(folder, "clone", remote(), "copy");
    assertThat(folder.resolve("copy/features/booking.yaml")).hasContent("a: 2");
    assertThat(kernel.events().awaitAfter(1, Duration.ofSeconds(20))).isTrue();
    List<Event> pushes =
        kernel.events().page(new EventQuery("hotel", null, "source.push", null, 10, false));
    assertThat(pushes).hasSize(2);
    assertThat(pushes.get(0).subject()).isEqualTo("refs/heads/main");
    assertThat(pushes.get(1).data().path("commits"))
        .singleElement()
        .satisfies(c -> assertThat(c.path("message").asText()).isEqualTo("Second thoughts"));
    assertThat(pushes.get(1).data().path("before")).isEqualTo(pushes.get(0).data().path("after"));
  }

  @Test
  void manyTagsMakeGitCompressItsRequestsAndAllArrive() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    for (int i = 0; i < 40; i++) {
      commit(work, "file" + i, "content " + i, "Commit " + i);
      git(work, "tag", "v" + i);
    }
    git(work, "push", remote(), "main", "--tags");
    git(folder, "clone", "--depth", "1", remote(), "shallow");
    git(folder, "clone", "-c", "protocol.version=0", remote(), "old");
    commit(work, "late", "x", "Late");
    git(work, "push", remote(), "main");
    git(folder.resolve("old"), "pull", "--ff-only");

    assertThat(git(folder.resolve("old"), "tag").lines()).hasSize(40);
    assertThat(git(folder.resolve("old"), "log", "--oneline").lines()).hasSize(41);
    assertThat(git(folder.resolve("shallow"), "log", "--oneline").lines()).hasSize(1);
    git(folder.resolve("old"), "fsck", "--strict");
  }

  @Test
  void mainIsNeverRewrittenAndARefusedPushChangesNothing() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    git(work, "push", remote(), "main");
    git(work, "commit", "--amend", "-m", "Other");
    git(work, "branch", "side");

    Result forced = tryGit(work, "push", "--force", remote(), "main", "side");
    assertThat(forced.exit()).isNotZero();
    assertThat(forced.output()).contains("main is never rewritten");
    assertThat(repositories.refs("hotel")).extracting(Ref::name).containsExactly("refs/heads/main");
    assertThat(repositories.log("hotel", "main", null, 10))
        .extracting(Commit::message)
        .containsExactly("One");
    git(work, "push", remote(), "side");
    assertThat(repositories.refs("hotel")).hasSize(2);
  }

  @Test
  void aPushThatTheLogDoesNotTellOfIsToldAtTheNextStart() throws Exception {
    Engine.Reopenable database = Engine.SQLITE.options(folder.resolve("data"), "source");
    open(database.open(WallClock.system()));
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    git(work, "push", remote(), "main");
    kernel.db().change(tx -> tx.handle().execute("delete from source_ref"));
    stop();

    open(database.open(WallClock.system()));
    assertThat(kernel.events().page(new EventQuery("hotel", null, "source.push", null, 10, false)))
        .hasSize(2)
        .last()
        .satisfies(e -> assertThat(e.actor()).isEqualTo("system:source"));
  }

  @Test
  void filesAndCommitsAreServedAndPathsGuarded() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "dir/a.txt", "hello", "One");
    Files.createSymbolicLink(work.resolve("link"), Path.of("/etc/passwd"));
    git(work, "add", ".");
    git(work, "commit", "-m", "Two");
    git(work, "push", remote(), "main");
    Http http = server.http();

    assertThat(http.get("/api/v1/products/hotel/files/dir/a.txt").text()).isEqualTo("hello");
    assertThat(http.get("/api/v1/products/hotel/files").json().path("items")).hasSize(1);
    assertThat(http.get("/api/v1/products/hotel/files/link").code()).isEqualTo("FILE_NOT_FOUND");
    assertThat(http.get("/api/v1/products/hotel/files/%2e%2e/x").status()).isIn(400, 404);
    assertThat(
            http.get("/api/v1/products/hotel/commits?limit=1").json().path("nextCursor").asText())
        .hasSize(40);
    for (String unknown : List.of("nope", "1".repeat(40))) {
      assertThat(http.get("/api/v1/products/hotel/commits?revision=" + unknown).code())
          .isEqualTo("REVISION_NOT_FOUND");
    }
    assertThat(http.get("/git/other.git/info/refs?service=git-upload-pack").status())
        .isEqualTo(404);
    assertThat(http.get("/git/hotel.git/info/refs?service=git-annex").code())
        .isEqualTo("UNKNOWN_SERVICE");
    List<String> visited = new ArrayList<>();
    repositories.visit(
        "hotel",
        "main",
        (entry, in) -> visited.add(entry.path() + "=" + new String(in.readAllBytes())));
    assertThat(visited).containsExactly("dir/a.txt=hello");
  }

  @Test
  void aHugeMessageReachesTheLogAsItsBeginning() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    Files.writeString(folder.resolve("message"), "long ".repeat(100_000));
    Files.writeString(work.resolve("b"), "2");
    git(work, "add", ".");
    git(work, "commit", "-F", folder.resolve("message").toString());
    git(work, "push", remote(), "main");

    JsonNode data = pushes().getFirst().data();
    assertThat(data.at("/commits/0/message").asText()).hasSize(200).endsWith("…");
    assertThat(data.at("/commits/0").has("author")).isFalse();
    assertThat(data.path("count").asInt()).isEqualTo(2);
    assertThat(server.http().get("/api/v1/products/hotel/commits").text().length())
        .isLessThan(2_000);

    Files.writeString(folder.resolve("message"), "long ".repeat(300_000));
    Files.writeString(work.resolve("c"), "3");
    git(work, "add", ".");
    git(work, "commit", "-F", folder.resolve("message").toString());
    Result refused = tryGit(work, "push", remote(), "main");
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.output()).contains("a commit has more than 1 MiB");
  }

  @Test
  void aNewBranchTellsOnlyOfWhatItAdds() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    git(work, "push", remote(), "main");
    git(work, "checkout", "-b", "side");
    commit(work, "b", "1", "Two");
    git(work, "push", remote(), "side");

    assertThat(pushes().getLast().data().path("commits"))
        .singleElement()
        .satisfies(c -> assertThat(c.path("message").asText()).isEqualTo("Two"));
  }

  @Test
  void aPushOfWhichOnePartDoesNotFitMovesNothing() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    git(work, "push", remote(), "main", "main:side");
    git(folder, "clone", remote(), "other");
    commit(work, "a", "2", "Two");

    // A branch below a branch, refs of another kind, a name that is too long.
    for (String bad :
        List.of("main:refs/heads/side/below", "main:refs/notes/x", "main:" + "x".repeat(251))) {
      Result refused = tryGit(work, "push", remote(), "main", bad);
      assertThat(refused.exit()).as(refused.output()).isNotZero();
      assertThat(repositories.log("hotel", "main", null, 10)).hasSize(1);
    }

    // Another moves side after this client has looked: what it knows is stale.
    Path other = folder.resolve("other");
    git(other, "checkout", "side");
    commit(other, "b", "1", "Side");
    Path hook = work.resolve(".git/hooks/pre-push");
    Files.createDirectories(hook.getParent());
    Files.writeString(
        hook, "#!/bin/sh\nunset GIT_DIR GIT_WORK_TREE\ncd " + other + " && git push -q\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    Result stale = tryGit(work, "push", remote(), "main", "main:side");
    assertThat(stale.exit()).isNotZero();
    assertThat(repositories.log("hotel", "main", null, 10)).hasSize(1);
    assertThat(repositories.refs("hotel")).hasSize(2);
    assertThat(pushes()).hasSize(3);
  }

  @Test
  void pushesAtTheSameTimeAreAllTakenAndEachIsToldOnce() throws Exception {
    start(Engine.SQLITE);
    int many = 8;
    List<Path> works = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      works.add(newRepository("work" + i));
      commit(works.get(i), "file" + i, "x", "Commit " + i);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        int n = i;
        threads.submit(() -> git(works.get(n), "push", remote(), "main:refs/heads/team/b" + n));
      }
    }

    assertThat(repositories.refs("hotel")).hasSize(many);
    assertThat(pushes()).extracting(Event::subject).doesNotHaveDuplicates().hasSize(many);
  }

  @Test
  void anObjectThatGitCallsBrokenIsRefused() throws Exception {
    start(Engine.SQLITE);
    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    String tree = git(work, "rev-parse", "main^{tree}").strip();
    Path broken = folder.resolve("broken");
    Files.writeString(broken, "tree " + tree + "\nauthor nobody\ncommitter nobody\n\nBad\n");
    String id =
        git(work, "hash-object", "-t", "commit", "-w", "--literally", broken.toString()).strip();
    git(work, "update-ref", "refs/heads/bad", id);

    Result refused = tryGit(work, "push", remote(), "bad");
    assertThat(refused.exit()).isNotZero();
    assertThat(repositories.refs("hotel")).isEmpty();
  }

  @Test
  void lookingDoesNotMakeARepositoryAndABrokenOneStopsNoOther() throws Exception {
    Engine.Reopenable database = Engine.SQLITE.options(folder.resolve("data"), "source");
    open(database.open(WallClock.system()));
    assertThat(server.http().get("/api/v1/products/hotel/refs").json().path("items")).isEmpty();
    assertThat(server.http().get("/api/v1/products/hotel/commits").status()).isEqualTo(404);
    Path source = folder.resolve("data/source");
    assertThat(source).isEmptyDirectory();

    Path work = newRepository("work");
    commit(work, "a", "1", "One");
    git(work, "push", remote(), "main");
    assertThat(Files.readString(source.resolve("hotel.git/HEAD"))).contains("refs/heads/main");
    assertThat(Files.readString(source.resolve("hotel.git/config"))).contains("fsyncRefFiles");
    Files.writeString(source.resolve("hotel.git/config"), "[broken");
    stop();
    open(database.open(WallClock.system()));
    assertThat(server.http().get("/api/v1/products/hotel/refs").status()).isEqualTo(500);
  }

  private List<Event> pushes() throws InterruptedException {
    assertThat(kernel.events().signal().await(kernel.events()::isSettled, Duration.ofSeconds(20)))
        .isTrue();
    return kernel.events().page(new EventQuery("hotel", null, "source.push", null, 100, false));
  }

  private String remote() {
    return server.url() + "/git/hotel.git";
  }

  private Path newRepository(String name) throws Exception {
    git(folder, "init", "-b", "main", name);
    return folder.resolve(name);
  }

  private void commit(Path work, String file, String content, String message) throws Exception {
    Path path = work.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
    git(work, "add", ".");
    git(work, "commit", "-m", message);
  }

  private record Result(int exit, String output) {}

  private static String git(Path where, String... arguments) throws Exception {
    Result result = tryGit(where, arguments);
    assertThat(result.exit()).as(result.output()).isZero();
    return result.output();
  }

  private static Result tryGit(Path where, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=Ana", "-c", "user.email=ana@example.org"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile());
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }
}
