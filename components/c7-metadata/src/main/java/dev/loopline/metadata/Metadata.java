package dev.loopline.metadata;

/** What the metadata store offers. */
public record Metadata(
    Experiments experiments,
    Runs runs,
    RunSurvey survey,
    RunLog log,
    RunFiles files,
    MultipartUploads uploads,
    LoggedModels models) {}
