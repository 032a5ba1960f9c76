import { getJson, headers, problemOf } from "./api.ts";
import { SseParser } from "./sse.ts";
import type { LogEvent, Page } from "./types.ts";

/** What follows the log is told. */
export interface Follower {
  /** Connected, at first or again: what was read before may have missed something. */
  live: () => void;
  lost: () => void;
  event: (event: LogEvent) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Follows the log until the signal ends it: by `fetch`, as `EventSource` cannot send a token. Begins after the newest
 * event that there is, so that nothing between this and the connection is missed, and resumes after the last one seen.
 */
export async function follow(query: string, follower: Follower, signal: AbortSignal): Promise<void> {
  let last: string | null = null;
  let wait = FIRST_WAIT_MS;
  const once = async (): Promise<void> => {
    last ??= String((await getJson<Page<LogEvent>>(`/api/v1/events?${query}&limit=1`, signal))?.items[0]?.position ?? 0);
    const response = await fetch(`/api/v1/events/stream?${query}`, { signal, headers: { ...headers(), Accept: "text/event-stream", "Last-Event-ID": last } });
    if (!response.ok || !response.body) throw await problemOf(response);
    wait = FIRST_WAIT_MS;
    follower.live();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const message of parser.push(value)) {
        last = message.id ?? last;
        try {
          follower.event(JSON.parse(message.data) as LogEvent);
        } catch {
          // A message that is no JSON is not of the log.
        }
      }
    }
  };
  while (!signal.aborted) {
    // A lost connection is told, and tried again.
    await once().catch(() => undefined);
    if (signal.aborted) return;
    follower.lost();
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}
