import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { headers, problemOf } from "./api.ts";
import { SseParser } from "./sse.ts";
import type { LogEvent } from "./types.ts";

export type LiveState = { status: "connecting" | "live" | "lost"; since: string };

interface Live {
  state: LiveState;
  /** Newest first, since the page was opened. */
  events: LogEvent[];
}

const KEEP = 500;
const SETTLE_MS = 800;
/** While events pour in, as in a replay, pages read again less often. */
const POURING = 20;
const SETTLE_POURING_MS = 3000;
const LiveContext = createContext<Live>({ state: { status: "connecting", since: "" }, events: [] });

export const useLive = (): Live => useContext(LiveContext);

/** What an event of a type may have changed, as parts of the paths that were read. */
export function touched(type: string): string[] {
  const of: Record<string, string[]> = {
    workflow: ["/pipeline-runs", "/pipelines", "/loop", "/deliveries"],
    features: ["/sources", "/views", "/loop"],
    registry: ["/models", "/endpoints", "/loop"],
    serving: ["/endpoints", "/loop"],
    monitoring: ["/challenges", "/monitors", "/drift", "/performance", "/endpoints", "/loop"],
    delivery: ["/deliveries", "/loop", "/endpoints", "/models"],
    metadata: ["/mlflow/"],
    training: ["/mlflow/", "/loop"],
    product: ["/products", "/loop"],
    source: ["/products", "/commits", "/loop"],
    time: ["/event-time", "/endpoints", "/loop", "/drift", "/performance"],
  };
  return of[type.split(".")[0] ?? ""] ?? ["/loop"];
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Follows the product's log, and lets what it changes be read again, at most about once a second. */
export function LiveProvider({ product, children }: { product: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ status: "connecting", since: new Date().toISOString() });
  const [events, setEvents] = useState<LogEvent[]>([]);
  const stale = useRef(new Set<string>());

  useEffect(() => {
    const stop = new AbortController();
    let last: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let fresh: LogEvent[] = [];
    let pouring = false;
    setEvents([]);
    const show = (status: LiveState["status"]) => {
      if (!stop.signal.aborted) setState((was) => (was.status === status ? was : { status, since: new Date().toISOString() }));
    };
    const flush = () => {
      timer = undefined;
      const parts = [...stale.current];
      stale.current.clear();
      const news = fresh;
      fresh = [];
      if (news.length) setEvents((was) => [...news.reverse(), ...was].slice(0, KEEP));
      pouring = news.length > POURING;
      void client.invalidateQueries(
        { predicate: ({ queryKey: [path] }) => typeof path === "string" && parts.some((part) => path.includes(part)) },
        // A read under way is let finish: else a steady stream of events would keep it from ever doing so.
        { cancelRefetch: false },
      );
    };
    const take = (event: LogEvent) => {
      fresh.push(event);
      for (const part of touched(event.type)) stale.current.add(part);
      timer ??= setTimeout(flush, pouring ? SETTLE_POURING_MS : SETTLE_MS);
    };
    const follow = async () => {
      const response = await fetch(`/api/v1/events/stream?product=${encodeURIComponent(product)}`, {
        signal: stop.signal,
        headers: { ...headers(), Accept: "text/event-stream", ...(last ? { "Last-Event-ID": last } : {}) },
      });
      if (!response.ok || !response.body) throw await problemOf(response);
      show("live");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new SseParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        for (const message of parser.push(value)) {
          last = message.id ?? last;
          try {
            take(JSON.parse(message.data) as LogEvent);
          } catch {
            // A message that is no JSON is not of the log.
          }
        }
      }
    };
    const run = async () => {
      let wait = 500;
      while (!stop.signal.aborted) {
        try {
          await follow();
          wait = 500;
        } catch {
          // Lost: said in the top bar, and tried again.
        }
        if (stop.signal.aborted) return;
        show("lost");
        await pause(wait, stop.signal);
        wait = Math.min(wait * 2, 15_000);
      }
    };
    // A page that is kept for "back" would keep its connection, and a browser opens only six.
    const hide = () => stop.abort();
    const restore = (e: PageTransitionEvent) => {
      if (e.persisted) location.reload();
    };
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", restore);
    void run();
    return () => {
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", restore);
      stop.abort();
      clearTimeout(timer);
      stale.current.clear();
    };
  }, [product, client]);

  const value = useMemo(() => ({ state, events }), [state, events]);
  return <LiveContext.Provider value={value}>{children}</LiveContext.Provider>;
}
