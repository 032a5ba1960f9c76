package dev.loopline.features;

/**
 * What became of a file's rows.
 *
 * @param revision of the file
 * @param digest of the file
 * @param rows of the file, from first to last
 * @param accepted durable and online now
 * @param rejected kept aside with their reason
 * @param repeated there before, value for value
 */
public record IngestReceipt(
    long revision, String digest, long rows, long accepted, long rejected, long repeated) {}
