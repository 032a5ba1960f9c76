package dev.loopline.metadata.imports;

import dev.loopline.metadata.Lifecycle;
import dev.loopline.metadata.NewExperiment;
import java.time.Instant;

/**
 * An experiment of another server.
 *
 * @param content its name, its tags, and where its files lie: null for this server's own store
 */
public record ImportedExperiment(
    Entry entry,
    NewExperiment content,
    Lifecycle lifecycle,
    Instant createdAt,
    Instant updatedAt,
    Existing existing) {}
