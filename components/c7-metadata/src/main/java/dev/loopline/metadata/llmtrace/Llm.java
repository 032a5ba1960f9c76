package dev.loopline.metadata.llmtrace;

/** What the metadata store offers to applications of language models. */
public record Llm(LlmTraces traces, Assessments assessments) {}
