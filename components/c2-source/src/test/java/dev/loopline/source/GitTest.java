package dev.loopline.source;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(http.get("/api/v1/products/hotel/commits?revision=nope").code())
        .isEqualTo("REVISION_NOT_FOUND");
    assertThat(http.get("/git/other.git/info/refs?service=git-upload-pack").status())
        .isEqualTo(404);
    assertThat(http.get("/git/hotel.git/info/refs?service=git-annex").code())
        .isEqualTo("UNKNOWN_SERVICE");
    Path checkout = folder.resolve("checkout");
    repositories.checkout("hotel", "main", checkout);
    assertThat(checkout.resolve("dir/a.txt")).hasContent("hello");
    assertThat(checkout.resolve("link")).doesNotExist();
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
