package dev.loopline.metadata.imports;

/** What takes in copies from other servers. */
public record Importing(Imports imports, Ledger ledger) {}
