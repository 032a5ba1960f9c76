package dev.loopline.source;

/**
 * A file of a commit.
 *
 * @param path from the repository's root
 * @param size in bytes
 */
public record TreeEntry(String path, long size) {}
