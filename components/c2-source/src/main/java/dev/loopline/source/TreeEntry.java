package dev.loopline.source;

/**
 * A file of a commit.
 *
 * @param path from the repository's root
 * @param size in bytes
 * @param executable whether it may be run
 */
public record TreeEntry(String path, long size, boolean executable) {}
