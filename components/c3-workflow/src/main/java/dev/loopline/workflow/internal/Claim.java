package dev.loopline.workflow.internal;

import java.time.Instant;

/**
 * Who works on an attempt, and until when without a sign of life.
 *
 * @param token names the attempt alone: the fence against those who come too late
 */
record Claim(String token, String owner, Instant until) {}
