import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson } from "./api.ts";
import { chunksOf, ML } from "./mlflow.ts";
import type { MlMetric } from "./types.ts";

/** A point of a metric's history. */
export interface Point {
  step: number;
  at: number;
  value: number;
}

/** So many ids fit into the address of one question. */
const RUNS_AT_ONCE = 60;

export const sampledPath = (runs: string[], metric: string, most: number): string => `${ML}/metrics/get-history-bulk-interval?${runs.map((id) => `run_ids=${encodeURIComponent(id)}`).join("&")}&metric_key=${encodeURIComponent(metric)}&max_results=${most}`;

/** Of many curves each needs fewer points: all of them fit on one screen. */
export const pointsFor = (runs: number): number => (runs <= 5 ? 600 : runs <= 60 ? 200 : runs <= 300 ? 100 : 60);

/** One metric of some runs, thinned by the server; asked again while a run goes on. */
export function useSampled(runs: string[], metric: string | null, every: number | false = false): { points: Map<string, Point[]>; pending: boolean; error: Error | null } {
  const most = pointsFor(runs.length);
  const asked = useQueries({
    queries: (metric === null ? [] : chunksOf(runs, RUNS_AT_ONCE)).map((chunk) => {
      const path = sampledPath(chunk, metric ?? "", most);
      return { queryKey: [path], queryFn: () => getJson<{ metrics?: (MlMetric & { run_id: string })[] }>(path), refetchInterval: every };
    }),
  });
  const answers = asked.map((a) => a.data);
  const key = `${metric} ${asked.map((a) => a.dataUpdatedAt).join()}`;
  const points = useMemo(() => {
    const out = new Map<string, Point[]>();
    for (const answer of answers) {
      for (const m of answer?.metrics ?? []) {
        const point = { step: Number(m.step ?? 0), at: Number(m.timestamp ?? 0), value: Number(m.value) };
        const held = out.get(m.run_id);
        if (held) held.push(point);
        else out.set(m.run_id, [point]);
      }
    }
    for (const list of out.values()) list.sort((a, b) => a.step - b.step || a.at - b.at);
    return out;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- answers are new at each drawing; their times tell when they changed
  }, [key]);
  return { points, pending: asked.some((a) => a.isPending), error: asked.find((a) => a.error)?.error ?? null };
}

/** What runs along the bottom. */
export type Along = "step" | "time" | "relative";

/** Points as they are drawn: seconds since the first where asked for relative time. */
export const drawnOf = (points: Point[], along: Along): [number, number][] => {
  const first = points.reduce((a, p) => Math.min(a, p.at), Infinity);
  return points.map((p) => [along === "step" ? p.step : along === "time" ? p.at : (p.at - first) / 1000, p.value]);
};
