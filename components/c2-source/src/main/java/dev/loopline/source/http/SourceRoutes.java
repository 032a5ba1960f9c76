package dev.loopline.source.http;

import dev.loopline.http.Access;
import dev.loopline.http.Call;
import dev.loopline.http.Page;
import dev.loopline.http.PageRequest;
import dev.loopline.http.Reply;
import dev.loopline.http.Route;
import dev.loopline.kernel.artifacts.SafePath;
import dev.loopline.kernel.error.KernelError;
import dev.loopline.kernel.error.LooplineException;
import dev.loopline.source.Commit;
import dev.loopline.source.GitService;
import dev.loopline.source.Ref;
import dev.loopline.source.Repositories;
import dev.loopline.source.SourceError;
import dev.loopline.source.TreeEntry;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;

/** Repositories: smart HTTP for git, and JSON for everyone else. */
public final class SourceRoutes {
  private static final String TAG = "source";
  private static final long LARGEST_PUSH = 600L << 20;
  private static final int LARGEST_FILE = 10 << 20;
  private static final Duration TRANSFER = Duration.ofMinutes(30);

  private final Repositories repositories;

  private SourceRoutes(Repositories repositories) {
    this.repositories = repositories;
  }

  public static List<Route> routes(Repositories repositories) {
    SourceRoutes source = new SourceRoutes(repositories);
    return List.of(
        Route.get("/git/{repository}/info/refs")
            .id("gitAdvertiseRefs")
            .tag(TAG)
            .summary("Git's smart HTTP: which refs there are")
            .internal()
            .to(source::advertise),
        Route.post("/git/{repository}/git-upload-pack")
            .id("gitUploadPack")
            .tag(TAG)
            .summary("Git's smart HTTP: clone and fetch")
            .access(Access.READ)
            .maxBody(64 << 20)
            .timeout(TRANSFER)
            .internal()
            .to(source::upload),
        Route.post("/git/{repository}/git-receive-pack")
            .id("gitReceivePack")
            .tag(TAG)
            .summary("Git's smart HTTP: push")
            .maxBody(LARGEST_PUSH)
            .timeout(TRANSFER)
            .internal()
            .to(source::receive),
        Route.get("/api/v1/products/{product}/refs")
            .id("listRefs")
            .tag(TAG)
            .summary("Branches and tags")
            .lists(Ref.class)
            .to(call -> Reply.json(new Page<>(repositories.refs(call.path("product")), null))),
        Route.get("/api/v1/products/{product}/commits")
            .id("listCommits")
            .tag(TAG)
            .summary("Commits from a revision back, newest first")
            .query("revision", "A branch, tag or commit; main by default")
            .pages(Commit.class)
            .to(source::commits),
        Route.get("/api/v1/products/{product}/files")
            .id("listFiles")
            .tag(TAG)
            .summary("The files of a revision")
            .query("revision", "A branch, tag or commit; main by default")
            .lists(TreeEntry.class)
            .to(
                call ->
                    Reply.json(
                        new Page<>(
                            repositories.files(call.path("product"), revision(call)), null))),
        Route.get("/api/v1/products/{product}/files/{+path}")
            .id("getFile")
            .tag(TAG)
            .summary("A file of a revision, as a download")
            .query("revision", "A branch, tag or commit; main by default")
            .to(source::file));
  }

  private Reply advertise(Call call) {
    String product = product(call);
    GitService service = GitService.parse(call.query("service").orElse("(none)"));
    if (service == GitService.RECEIVE_PACK && !call.principal().may(Access.WRITE)) {
      throw new LooplineException(
          KernelError.PERMISSION_DENIED,
          call.principal().name() + " may read " + product + ", but not push to it.");
    }
    return Reply.stream(
            "application/x-" + service.wireName() + "-advertisement",
            out -> repositories.advertise(product, service, call.header("Git-Protocol"), out))
        .header("Cache-Control", "no-cache");
  }

  private Reply upload(Call call) {
    String product = product(call);
    return Reply.stream(
            "application/x-git-upload-pack-result",
            out -> repositories.upload(product, call.header("Git-Protocol"), call.stream(), out))
        .header("Cache-Control", "no-cache");
  }

  private Reply receive(Call call) {
    String product = product(call);
    return Reply.stream(
            "application/x-git-receive-pack-result",
            out -> repositories.receive(product, call.principal().name(), call.stream(), out))
        .header("Cache-Control", "no-cache");
  }

  private Reply commits(Call call) {
    PageRequest page = call.page();
    List<Commit> commits =
        repositories.log(
            call.path("product"), revision(call), page.cursor().orElse(null), page.limit() + 1);
    return Reply.json(Page.of(commits, page.limit(), Commit::id));
  }

  private Reply file(Call call) {
    SafePath path = SafePath.of(call.path("path"));
    byte[] bytes = repositories.read(call.path("product"), revision(call), path, LARGEST_FILE);
    return Reply.attachment(
        path.parts().getLast(),
        "application/octet-stream",
        bytes.length,
        new ByteArrayInputStream(bytes));
  }

  private static String revision(Call call) {
    return call.query("revision").orElse("main");
  }

  /** Repositories are called {@code <product>.git}. */
  private static String product(Call call) {
    String repository = call.path("repository");
    if (!repository.endsWith(".git")) {
      throw new LooplineException(
          SourceError.REPOSITORY_NOT_FOUND,
          "There is no repository '" + repository + "'; a product's is /git/<product>.git.");
    }
    return repository.substring(0, repository.length() - 4);
  }
}
