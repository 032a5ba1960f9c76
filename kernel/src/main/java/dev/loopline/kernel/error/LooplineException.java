package dev.loopline.kernel.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that components throw on purpose. Its message is written for the user: it names
 * the thing, the fact and the remedy.
 */
public final class LooplineException extends RuntimeException {
  private final transient ErrorCode code;
  private final transient Map<String, Object> details;

  public LooplineException(ErrorCode code, String message) {
    this(code, message, Map.of(), null);
  }

  public LooplineException(ErrorCode code, String message, Throwable cause) {
    this(code, message, Map.of(), cause);
  }

  /**
   * @param details machine-readable facts beside the message, such as a list of violations; values
   *     must be serialisable as JSON
   */
  public LooplineException(
      ErrorCode code, String message, Map<String, Object> details, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.details = Map.copyOf(details);
  }

  public ErrorCode code() {
    return code;
  }

  public Map<String, Object> details() {
    return details;
  }
}
