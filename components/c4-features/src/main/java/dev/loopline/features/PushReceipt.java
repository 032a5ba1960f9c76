package dev.loopline.features;

/**
 * What became of pushed rows.
 *
 * @param accepted durable and online now
 * @param rejected kept aside with their reason: a rule says no, or another row of the same key and
 *     event time was there first
 * @param repeated there already, value for value
 */
public record PushReceipt(int accepted, int rejected, int repeated) {}
