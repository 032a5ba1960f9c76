package dev.loopline.worker;

import java.time.Duration;

/**
 * An attempt that this worker holds, as the server writes it.
 *
 * @param heartbeatWithin without a heartbeat for so long, the attempt is given to another
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
