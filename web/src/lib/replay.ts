import { useQueries } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { getJson, usePages } from "./api.ts";
import type { Challenge, LogEvent, Loop, LoopStep } from "./types.ts";

/** The kind of event that shows a step: its type, and of a workflow's task what it uses. */
export interface Shown {
  type: string;
  uses: string | null;
  /** A training beside a champion shows other steps than the first ones: before or after the first deployment. */
  stage: "before" | "after" | null;
}

const field = (event: LogEvent, key: string): unknown => (event.data && typeof event.data === "object" && !Array.isArray(event.data) ? event.data[key] : undefined);

const usesOf = (event: LogEvent): string | null => {
  const uses = field(event, "uses") ?? field(event, "task");
  return event.type.startsWith("workflow.task.") && typeof uses === "string" ? uses : null;
};

/** Learnt from a step's own evidence: so the page knows no rule that the server does not. */
export function shownBy(evidence: LogEvent, deployed: number | null): Shown {
  const uses = usesOf(evidence);
  const staged = uses !== null || evidence.type.startsWith("monitoring.challenge.");
  return { type: evidence.type, uses, stage: staged ? stageOf(evidence, deployed) : null };
}

const stageOf = (event: LogEvent, deployed: number | null): "before" | "after" => (deployed !== null && event.position > deployed ? "after" : "before");

/** Where the log has the first deployment. */
export const firstDeployed = (events: LogEvent[]): number | null => events.find((e) => e.type === "serving.endpoint.deployed")?.position ?? null;

const shows = (shown: Shown, event: LogEvent, deployed: number | null): boolean =>
  event.type === shown.type && (shown.uses === null || usesOf(event) === shown.uses) && (shown.stage === null || stageOf(event, deployed) === shown.stage);

export const momentOf = (event: LogEvent): string => event.eventTime ?? event.time;

/** The last event at a moment: of a position, or of an event time; null before the first. `events` are oldest first. */
export function eventAt(events: LogEvent[], at: string): LogEvent | null {
  const position = /^\d+$/.test(at) ? Number(at) : null;
  return events.findLast((e) => (position === null ? e.eventTime !== null && e.eventTime !== undefined && e.eventTime <= at : e.position <= position)) ?? null;
}

/** The loop as its events had shown it by then. */
export function loopAt(loop: Loop, shown: ReadonlyMap<number, Shown>, events: LogEvent[], until: LogEvent | null): Loop {
  const before = until ? events.filter((e) => e.position <= until.position) : [];
  const moment = until ? momentOf(until) : "";
  const deployed = firstDeployed(events);
  const step = (s: LoopStep): LoopStep => {
    const rule = shown.get(s.number);
    const seen = rule ? before.filter((e) => shows(rule, e, deployed)) : [];
    const last = seen.at(-1);
    const begun = rule?.uses ? before.findLast((e) => e.type === "workflow.task.started" && usesOf(e) === rule.uses && stageOf(e, deployed) === rule.stage) : undefined;
    const ended = begun && before.some((e) => e.position > begun.position && /^workflow\.task\.(succeeded|failed|cancelled)$/.test(e.type) && field(e, "run") === field(begun, "run") && usesOf(e) === rule?.uses);
    const seconds = last && field(last, "seconds");
    return { ...s, state: begun && !ended ? "RUNNING" : last ? "DONE" : "MISSING", count: seen.length, seconds: typeof seconds === "number" ? seconds : null, evidence: last ? `/api/v1/events/${last.id}` : null, lastEvent: last?.id ?? null };
  };
  const turn = (c: Challenge): Challenge => (c.decidedAt && c.decidedAt > moment ? { ...c, state: "RUNNING", decidedAt: null, evidence: null } : c);
  return { ...loop, steps: loop.steps.map(step), turns: loop.turns.filter((c) => c.startedAt <= moment).map(turn) };
}

/** So much of the log is held in the page; older events are not replayed, and it says so. */
const MOST_PAGES = 20;
const PAGE = 1000;

export interface Replay {
  loop: Loop;
  /** Oldest first, to the moment that is shown. */
  events: LogEvent[];
  at: LogEvent | null;
  before: LogEvent | null;
  after: LogEvent | null;
  reading: boolean;
  cut: boolean;
}

export function useReplay(product: string, loop: Loop, at: string | null): Replay | null {
  const stored = usePages<LogEvent>(at === null ? null : `/api/v1/events?product=${encodeURIComponent(product)}&order=desc`, PAGE);
  const pages = Math.ceil((stored.items?.length ?? 0) / PAGE);
  const wanted = at !== null && stored.more && pages < MOST_PAGES;
  useEffect(() => {
    if (wanted && !stored.loadingMore) stored.loadMore();
  });
  const paths = useMemo(() => (at === null ? [] : [...new Set(loop.steps.flatMap((s) => (s.evidence ? [s.evidence] : [])))]), [at === null, loop.steps]);
  const evidence = useQueries({
    queries: paths.map((path) => ({ queryKey: [path], queryFn: () => getJson<LogEvent>(path), staleTime: Infinity })),
    combine: (all) => ({ found: all.map((a) => a.data ?? null), pending: all.some((a) => a.isPending) }),
  });
  const events = useMemo(() => [...(stored.items ?? [])].sort((a, b) => a.position - b.position), [stored.items]);
  return useMemo(() => {
    if (at === null) return null;
    const rules = new Map<number, Shown>();
    const deployed = firstDeployed(events);
    for (const s of loop.steps) {
      const found = evidence.found[paths.indexOf(s.evidence ?? "")];
      if (found) rules.set(s.number, shownBy(found, deployed));
    }
    const here = eventAt(events, at);
    const i = here ? events.indexOf(here) : -1;
    return { loop: loopAt(loop, rules, events, here), events: events.slice(0, i + 1), at: here, before: events[i - 1] ?? null, after: events[i + 1] ?? null, reading: stored.isPending || wanted || evidence.pending, cut: stored.more && !wanted };
  }, [at, loop, events, evidence, paths, wanted, stored.isPending, stored.more]);
}
