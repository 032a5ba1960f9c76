package dev.loopline.metadata.imports;

import dev.loopline.metadata.evaluation.EvaluationImports;
import dev.loopline.metadata.llmtrace.TraceImports;

/** What takes in copies from other servers. */
public record Importing(
    Imports imports, Ledger ledger, TraceImports traces, EvaluationImports evaluation) {}
