package dev.loopline.kernel.leases;

import java.time.Instant;

/**
 * A claim on a name until a moment.
 *
 * @param token grows with every new holder of the name, so that an old holder's writes can be told
 */
public record Lease(String name, String owner, long token, Instant expiresAt) {}
