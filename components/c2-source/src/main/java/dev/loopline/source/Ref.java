package dev.loopline.source;

/** A branch or a tag, with its full name such as {@code refs/heads/main}. */
public record Ref(String name, String commit) {}
