import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { tell } from "./story.ts";
import { follow } from "./stream.ts";
import { changes, touched, type Read } from "./touched.ts";
import type { LogEvent } from "./types.ts";

export type LiveState = { status: "connecting" | "live" | "lost"; since: string };

interface Live {
  state: LiveState;
  /** Newest first, since the page was opened. */
  events: LogEvent[];
  /** The newest of what has finished, failed or alerts: for those who hear the page. */
  said: string;
}

const KEEP = 500;
const SETTLE_MS = 800;
/** While events pour in, as in a replay, pages read again less often. */
const POURING = 20;
const SETTLE_POURING_MS = 3000;
const LiveContext = createContext<Live>({ state: { status: "connecting", since: "" }, events: [], said: "" });

export const useLive = (): Live => useContext(LiveContext);

/** Only what has come to an end or asks for someone is said aloud; what starts and goes on is not. */
const TELLING = /^(workflow\.run\.(succeeded|failed)|delivery\.\w+\.(succeeded|failed)|monitoring\.(drift\.detected|accuracy\.dropped|challenge\.decided|monitor\.failed|rollback\.requested))$/;

/** Follows the product's log, and lets what it changes be read again, at most about once a second. */
export function LiveProvider({ product, children }: { product: string; children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ status: "connecting", since: new Date().toISOString() });
  const [events, setEvents] = useState<LogEvent[]>([]);
  const [said, say] = useState("");

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let fresh: LogEvent[] = [];
    let pouring = false;
    const show = (status: LiveState["status"]) => {
      if (!stop.signal.aborted) setState((was) => (was.status === status ? was : { status, since: new Date().toISOString() }));
    };
    const flush = () => {
      timer = undefined;
      const news = fresh;
      fresh = [];
      pouring = news.length > POURING;
      const touches = new Map<string, Read>();
      for (const event of news) for (const t of touched(event)) touches.set(`${t.kind} ${t.id}`, t);
      const all = [...touches.values()];
      void client.invalidateQueries(
        { predicate: ({ queryKey: [path] }) => typeof path === "string" && changes(path, product, all) },
        // A read under way is let finish: else a steady stream of events would keep it from ever doing so.
        { cancelRefetch: false },
      );
      const aloud = news.findLast((e) => TELLING.test(e.type));
      if (aloud) say(`${tell(aloud).text}. ${tell(aloud).small ?? ""}`);
      setEvents((was) => [...news.reverse(), ...was].slice(0, KEEP));
    };
    void follow(
      `product=${encodeURIComponent(product)}`,
      {
        live: () => {
          show("live");
          // What was asked before the connection stood may be older than the first event that comes over it: read it
          // again, what is still on its way once it is there.
          const first = client.getQueryCache().findAll({ predicate: (query) => query.state.data === undefined && query.state.fetchStatus === "fetching" });
          for (const query of first) void query.promise?.then(() => client.invalidateQueries({ queryKey: query.queryKey, exact: true }), () => undefined);
          void client.invalidateQueries();
        },
        lost: () => show("lost"),
        event: (event) => {
          fresh.push(event);
          timer ??= setTimeout(flush, pouring ? SETTLE_POURING_MS : SETTLE_MS);
        },
      },
      stop.signal,
    );
    // A page that is kept for "back" would keep its connection, and a browser opens only six.
    const hide = () => stop.abort();
    const restore = (e: PageTransitionEvent) => {
      if (e.persisted) location.reload();
    };
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", restore);
    return () => {
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", restore);
      stop.abort();
      clearTimeout(timer);
    };
  }, [product, client]);

  const value = useMemo(() => ({ state, events, said }), [state, events, said]);
  return <LiveContext.Provider value={value}>{children}</LiveContext.Provider>;
}
