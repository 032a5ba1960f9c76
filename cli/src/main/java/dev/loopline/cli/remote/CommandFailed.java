package dev.loopline.cli.remote;

/** What a verb cannot do, as one sentence for its user; exit code 1. */
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandFailed(String sentence) {
    super(sentence);
  }
}
