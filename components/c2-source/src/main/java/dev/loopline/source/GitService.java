package dev.loopline.source;

import dev.loopline.kernel.error.LooplineException;

/** The two sides of smart HTTP. */
public enum GitService {
  UPLOAD_PACK("git-upload-pack"),
  RECEIVE_PACK("git-receive-pack");

  private final String wireName;

  GitService(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  public static GitService parse(String wireName) {
    for (GitService service : values()) {
      if (service.wireName.equals(wireName)) {
        return service;
      }
    }
    throw new LooplineException(
        SourceError.UNKNOWN_SERVICE,
        "'"
            + wireName
            + "' is no git service; git-upload-pack and git-receive-pack are. Use git 1.6.6 or newer.");
  }
}
