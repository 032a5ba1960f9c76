package dev.loopline.source.internal;

import dev.loopline.source.GitService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Git's smart HTTP (git's Documentation/gitprotocol-http), on JGit's UploadPack and ReceivePack.
 */
public final class SmartHttp {
  private static final int TIMEOUT_SECONDS = 300;
  private static final long LARGEST_PACK = 512L << 20;
  private static final long LARGEST_OBJECT = 256L << 20;
  private static final String MAIN = "refs/heads/main";

  private final PushLog pushes;

  public SmartHttp(PushLog pushes) {
    this.pushes = pushes;
  }

  public void advertise(
      String product,
      Repository repository,
      GitService service,
      Optional<String> protocol,
      OutputStream out)
      throws IOException {
    PacketLineOut lines = new PacketLineOut(out);
    switch (service) {
      case UPLOAD_PACK -> {
        UploadPack pack = uploadPack(repository, protocol);
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines), service.wireName());
      }
      case RECEIVE_PACK -> {
        lines.writeString("# service=" + service.wireName() + "\n");
        lines.end();
        receivePack(product, repository, "nobody")
            .sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
      }
    }
    lines.flush();
  }

  public void upload(
      Repository repository, Optional<String> protocol, InputStream in, OutputStream out)
      throws IOException {
    uploadPack(repository, protocol).uploadWithExceptionPropagation(in, out, null);
  }

  public void receive(
      String product, Repository repository, String actor, InputStream in, OutputStream out)
      throws IOException {
    receivePack(product, repository, actor).receive(in, out, null);
  }

  private static UploadPack uploadPack(Repository repository, Optional<String> protocol) {
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setTimeout(TIMEOUT_SECONDS);
    protocol.ifPresent(p -> pack.setExtraParameters(Arrays.asList(p.split(":"))));
    return pack;
  }

  private ReceivePack receivePack(String product, Repository repository, String actor) {
    ReceivePack pack = new ReceivePack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setTimeout(TIMEOUT_SECONDS);
    pack.setAtomic(true);
    pack.setObjectChecker(new ObjectChecker().setSafeForWindows(true).setSafeForMacOS(true));
    pack.setMaxPackSizeLimit(LARGEST_PACK);
    pack.setMaxObjectSizeLimit(LARGEST_OBJECT);
    pack.setPreReceiveHook((receive, commands) -> refuseRewritingMain(commands));
    pack.setPostReceiveHook((receive, commands) -> makeDurable(product, repository, actor));
    return pack;
  }

  /** The history of main is what models were built from: it grows, and is never rewritten. */
  private static void refuseRewritingMain(Collection<ReceiveCommand> commands) {
    boolean refused = false;
    for (ReceiveCommand command : commands) {
      boolean rewrites =
          command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD
              || command.getType() == ReceiveCommand.Type.DELETE;
      if (command.getRefName().equals(MAIN) && rewrites) {
        command.setResult(
            ReceiveCommand.Result.REJECTED_OTHER_REASON,
            "main is never rewritten; push a new commit, or another branch");
        refused = true;
      }
    }
    if (refused) {
      commands.stream()
          .filter(c -> c.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
          .forEach(
              c ->
                  c.setResult(
                      ReceiveCommand.Result.REJECTED_OTHER_REASON,
                      "not done, because another ref of this push was refused"));
    }
  }

  /** Runs before the client is told of success: syncs the folders, then tells the log. */
  private void makeDurable(String product, Repository repository, String actor) {
    try {
      FolderSync.tree(repository.getDirectory().toPath());
      pushes.record(product, repository, actor);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("the push could not be made durable", e);
    }
  }
}
