package dev.loopline.http;

/** What a route does. Runs on a virtual thread of its own, so it may block. */
@FunctionalInterface
public interface Handler {
  Reply handle(Call call) throws Exception;
}
