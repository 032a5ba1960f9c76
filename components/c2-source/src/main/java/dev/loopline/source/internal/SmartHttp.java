package dev.loopline.source.internal;

import dev.loopline.source.GitService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Git's smart HTTP (git's Documentation/gitprotocol-http), on JGit's UploadPack and ReceivePack.
 */
final class SmartHttp {
  private static final Logger LOG = Logger.getLogger(SmartHttp.class.getName());
  private static final int TIMEOUT_SECONDS = 300;
  private static final long LARGEST_PACK = 512L << 20;
  private static final long LARGEST_OBJECT = 256L << 20;

  private final PushLog pushes;

  SmartHttp(PushLog pushes) {
    this.pushes = pushes;
  }

  void advertise(
      Repository repository, GitService service, Optional<String> protocol, OutputStream out)
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
        receivePack(repository).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
      }
    }
    lines.flush();
  }

  void upload(Repository repository, Optional<String> protocol, InputStream in, OutputStream out)
      throws IOException {
    uploadPack(repository, protocol).uploadWithExceptionPropagation(in, out, null);
  }

  private static UploadPack uploadPack(Repository repository, Optional<String> protocol) {
    UploadPack pack = new UploadPack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setTimeout(TIMEOUT_SECONDS);
    protocol.ifPresent(p -> pack.setExtraParameters(Arrays.asList(p.split(":"))));
    return pack;
  }

  /**
   * A push that is being taken.
   *
   * @param lock of the repository: held from before its refs move until the log tells of it
   */
  record Push(String product, Repository repository, String actor, ReentrantLock lock) {}

  /**
   * Takes a push. What the client is answered is held back until all is synced and told: whoever
   * reads success may rely on it, with git's side-band or without.
   */
  void receive(Push push, InputStream in, OutputStream out) throws IOException {
    Repository repository = push.repository();
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    try {
      ReceivePack pack = receivePack(repository);
      pack.setPreReceiveHook((receive, commands) -> beforeRefsMove(push, receive));
      try {
        pack.receive(in, report, null);
      } catch (IOException e) {
        // Mostly JGit has told the client what is wrong with its pack, in the report.
        if (report.size() == 0) {
          throw e;
        }
        LOG.log(Level.INFO, "A push to " + push.product() + " was refused", e);
      }
      if (push.lock().isHeldByCurrentThread()) {
        FolderSync.refs(repository.getDirectory().toPath());
        pushes.record(push.product(), repository, push.actor());
      }
      report.writeTo(out);
      out.flush();
      if (push.lock().isHeldByCurrentThread()) {
        // Refused and superseded packs go when there are many; does nothing most of the time.
        repository.autoGC(NullProgressMonitor.INSTANCE);
      }
    } finally {
      if (push.lock().isHeldByCurrentThread()) {
        push.lock().unlock();
      }
    }
  }

  private void beforeRefsMove(Push push, ReceivePack receive) {
    // JGit has just set this to what the client asked for.
    receive.setAtomic(true);
    try {
      FolderSync.packs(push.repository().getDirectory().toPath());
    } catch (IOException e) {
      throw new UncheckedIOException("the push could not be made durable", e);
    }
    PushRules.apply(receive.getAllCommands());
    push.lock().lock();
  }

  private static ReceivePack receivePack(Repository repository) {
    ReceivePack pack = new ReceivePack(repository);
    pack.setBiDirectionalPipe(false);
    pack.setTimeout(TIMEOUT_SECONDS);
    pack.setAtomic(true);
    pack.setObjectChecker(new PushRules.Objects());
    pack.setMaxPackSizeLimit(LARGEST_PACK);
    pack.setMaxObjectSizeLimit(LARGEST_OBJECT);
    return pack;
  }
}
