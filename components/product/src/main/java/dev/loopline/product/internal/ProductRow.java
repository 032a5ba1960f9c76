package dev.loopline.product.internal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A product with its newest declaration, as the tables hold it. */
public record ProductRow(
    String name,
    Instant createdAt,
    String createdBy,
    long revision,
    @Nullable String commit,
    @Nullable String document) {}
