package dev.loopline.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.workflow.spi.Launch;
import dev.loopline.workflow.spi.Measurements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The server's side of the worker protocol, apart from HTTP: isolated attempts are leased, kept
 * alive, and completed. Each attempt has a token, and a token that is no longer the attempt's is
 * refused with {@code ATTEMPT_LOST}: a worker that was lost changes nothing when it comes back.
 */
public interface Workers {
  /**
   * An attempt to work on.
   *
   * @param token what all further calls about the attempt carry
   * @param heartbeatWithin without a sign of life for so long, the attempt is another's
   * @param timeout of the attempt
   */
  record Leased(
      String run,
      String task,
      int attempt,
      String product,
      String uses,
      String token,
      Duration heartbeatWithin,
      Duration timeout,
      Launch launch) {}

  /**
   * What a heartbeat is answered.
   *
   * @param stop kill the process and drop the attempt: it is cancelled, too late or another's
   */
  record Heartbeat(boolean stop, String reason) {}

  /**
   * Takes a ready attempt, waiting for one at most this long; empty where none came. It is the
   * worker's for ten seconds, and with its first heartbeat for {@link Leased#heartbeatWithin}: an
   * answer that reaches nobody is soon given to another.
   */
  Optional<Leased> lease(String worker, Duration wait);

  /** Keeps the attempt, and waits at most this long for news that it shall stop. */
  Heartbeat heartbeat(String token, Duration wait);

  /** The worker goes: what it holds is given to others at once, its waiting for work ends. */
  void leave(String worker);

  /** Adds to the task's log. */
  void log(String token, List<String> lines);

  /** Hands what the worker measured while the child ran to the attempt's step. */
  void measured(String token, Measurements measurements);

  /** Ends the attempt well. Told twice, the second time changes nothing. */
  void succeed(String token, Map<String, JsonNode> outputs);

  /** Ends the attempt badly; the task's retries decide what follows. */
  void fail(String token, String error);
}
