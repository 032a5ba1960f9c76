package dev.loopline.source.internal;

import java.util.Collection;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.transport.ReceiveCommand;

/** What a push may do: all of it, or none where a part of it may not. */
final class PushRules {
  private static final String MAIN = "refs/heads/main";
  private static final int LONGEST_NAME = 250;
  private static final int LARGEST_COMMIT = 1 << 20;

  private PushRules() {}

  /** Refuses each command that breaks a rule, and with it all others of the push. */
  static void apply(Collection<ReceiveCommand> commands) {
    boolean refused = false;
    for (ReceiveCommand command : commands) {
      if (command.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED) {
        objection(command).ifPresent(why -> refuse(command, why));
      }
      refused |= command.getResult() != ReceiveCommand.Result.NOT_ATTEMPTED;
    }
    if (refused) {
      commands.stream()
          .filter(c -> c.getResult() == ReceiveCommand.Result.NOT_ATTEMPTED)
          .forEach(c -> refuse(c, "not done, because another ref of this push was refused"));
    }
  }

  private static void refuse(ReceiveCommand command, String why) {
    command.setResult(ReceiveCommand.Result.REJECTED_OTHER_REASON, why);
  }

  private static Optional<String> objection(ReceiveCommand command) {
    String name = command.getRefName();
    if (!name.startsWith(Constants.R_HEADS) && !name.startsWith(Constants.R_TAGS)) {
      return Optional.of("only branches and tags are taken; push to refs/heads/ or refs/tags/");
    }
    if (name.length() > LONGEST_NAME) {
      return Optional.of("the name has more than " + LONGEST_NAME + " characters; shorten it");
    }
    // The history of main is what models were built from: it grows, and is never rewritten.
    boolean rewrites =
        command.getType() == ReceiveCommand.Type.UPDATE_NONFASTFORWARD
            || command.getType() == ReceiveCommand.Type.DELETE;
    return name.equals(MAIN) && rewrites
        ? Optional.of("main is never rewritten; push a new commit, or another branch")
        : Optional.empty();
  }

  /** Git's own checks, and commits that can be held in memory wherever history is walked. */
  static final class Objects extends ObjectChecker {
    Objects() {
      setSafeForWindows(true);
      setSafeForMacOS(true);
    }

    @Override
    public void checkCommit(AnyObjectId id, byte[] raw) throws CorruptObjectException {
      requireSize("commit", raw);
      super.checkCommit(id, raw);
    }

    @Override
    public void checkTag(AnyObjectId id, byte[] raw) throws CorruptObjectException {
      requireSize("tag", raw);
      super.checkTag(id, raw);
    }

    private static void requireSize(String kind, byte[] raw) throws CorruptObjectException {
      if (raw.length > LARGEST_COMMIT) {
        throw new CorruptObjectException("a " + kind + " has more than 1 MiB; shorten its message");
      }
    }
  }
}
