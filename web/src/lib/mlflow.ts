import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api, getJson, postJson, Problem, useGet, usePost } from "./api.ts";
import { follow } from "./stream.ts";
import type { MlExperiment, MlRun, Product } from "./types.ts";

export const ML = "/api/2.0/mlflow";

/** A run as the pages want it: numbers are numbers, lists are maps. */
export interface Run {
  id: string;
  name: string;
  experiment: string;
  status: string;
  start: number | null;
  end: number | null;
  user: string;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
}

const time = (value: number | string | undefined): number | null => (value === undefined || value === "" || Number(value) <= 0 ? null : Number(value));

export function runOf(raw: MlRun): Run {
  const data = raw.data ?? {};
  return {
    id: raw.info.run_id,
    name: raw.info.run_name ?? data.tags?.find((t) => t.key === "mlflow.runName")?.value ?? "",
    experiment: raw.info.experiment_id,
    status: raw.info.status,
    start: time(raw.info.start_time),
    end: time(raw.info.end_time),
    user: raw.info.user_id ?? data.tags?.find((t) => t.key === "mlflow.user")?.value ?? "",
    metrics: Object.fromEntries((data.metrics ?? []).map((m) => [m.key, Number(m.value)])),
    params: Object.fromEntries((data.params ?? []).map((p) => [p.key, p.value])),
    tags: Object.fromEntries((data.tags ?? []).map((t) => [t.key, t.value])),
  };
}

/** An experiment is a product's where it has its name, or its name before a slash: `hotel` has no part in `hotel-bookings`. */
export const isOf = (product: string, experiment: string): boolean => experiment === product || experiment.startsWith(`${product}/`);

export function useExperiments(product: string): { experiments: MlExperiment[] | undefined; error: Problem | null; retry: () => void } {
  const asked = usePost<{ experiments?: MlExperiment[] }>(`${ML}/experiments/search`, { max_results: 1000 });
  const experiments = useMemo(() => asked.data && (asked.data.experiments ?? []).filter((e) => isOf(product, e.name)), [asked.data, product]);
  return { experiments, error: asked.error, retry: () => void asked.refetch() };
}

interface RunPage {
  runs?: MlRun[];
  next_page_token?: string;
}

const SEARCH = `${ML}/runs/search`;
export const runPath = (id: string): string => `${ML}/runs/get?run_id=${encodeURIComponent(id)}`;

export function useRuns(experiments: string[] | undefined) {
  return useInfiniteQuery<RunPage, Problem, Run[], unknown[], string | null>({
    queryKey: [SEARCH, experiments],
    queryFn: async ({ pageParam }) => postJson<RunPage>(SEARCH, { experiment_ids: experiments, max_results: 1000, ...(pageParam ? { page_token: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: runsOf,
    enabled: experiments !== undefined && experiments.length > 0,
  });
}

const runsOf = (data: { pages: RunPage[] }): Run[] => data.pages.flatMap((page) => (page.runs ?? []).map(runOf));

/** Puts a run as it is now where it stood, or before all where it is new; null where nothing changes. */
export function upsert(pages: RunPage[], run: MlRun, experiments: string[]): RunPage[] | null {
  const id = run.info.run_id;
  const at = pages.findIndex((page) => page.runs?.some((r) => r.info.run_id === id));
  if (at < 0 && !experiments.includes(run.info.experiment_id)) return null;
  return pages.map((page, i) => {
    if (at < 0) return i === 0 ? { ...page, runs: [run, ...(page.runs ?? [])] } : page;
    return i === at ? { ...page, runs: (page.runs ?? []).map((r) => (r.info.run_id === id ? run : r)) } : page;
  });
}

const SETTLE_MS = 800;
/** More than these at once are rather read again as a whole. */
const MOST_ONE_BY_ONE = 20;

/** Follows runs as they start and end: they belong to no product in the log, so the product's stream has none of them. */
export function useRunEvents(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = async () => {
      timer = undefined;
      const ids = [...touched];
      touched.clear();
      if (ids.length > MOST_ONE_BY_ONE) return void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(ML) });
      for (const id of ids) {
        const run = (await getJson<{ run: MlRun }>(runPath(id), stop.signal).catch(() => null))?.run;
        if (!run) continue;
        client.setQueryData([runPath(id)], { run });
        void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(`${ML}/metrics/`) && String(path).includes(id) });
        for (const query of client.getQueryCache().findAll({ queryKey: [SEARCH] })) {
          const held = query.state.data as { pages: RunPage[]; pageParams: unknown[] } | undefined;
          const pages = held && upsert(held.pages, run, (query.queryKey[1] as string[] | undefined) ?? []);
          if (held && pages) client.setQueryData(query.queryKey, { ...held, pages });
        }
      }
      // A first run may have come with an experiment of its own.
      void client.invalidateQueries({ queryKey: [`${ML}/experiments/search`] });
    };
    void follow("type=metadata.", { live: () => undefined, lost: () => undefined, event: (e) => { touched.add(e.subject); timer ??= setTimeout(() => void flush(), SETTLE_MS); } }, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client]);
}

/** Keys by how many runs have them, most first. */
export function keysOf(runs: Run[], of: "metrics" | "params" | "tags"): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const key of Object.keys(run[of])) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
}

const QUALITY = /auc|f1|accuracy|precision|recall|loss|rmse|mae|mse|r2|brier|gap|error/i;

/** Whether a metric says how good a model is, rather than how much went into it. */
export const tellsQuality = (metric: string): boolean => QUALITY.test(metric);

/** Metrics in the order that they matter: the product's own on rows held out, then others of quality, then counts and the like. */
export function metricsOf(runs: Run[], wanted: string | null | undefined): string[] {
  const own = wanted?.toLowerCase();
  const rank = (key: string): number => {
    const k = key.toLowerCase();
    if (own && k.includes(own)) return k === own || k === `test_${own}` ? 0 : /by_|train/.test(k) ? 2 : 1;
    return tellsQuality(k) ? 3 : 4;
  };
  return keysOf(runs, "metrics").map((key, i) => ({ key, i })).sort((a, b) => rank(a.key) - rank(b.key) || a.i - b.i).map(({ key }) => key);
}

/** Settings worth a column: those that differ first; what names code and data has a place of its own. */
export function settingsOf(runs: Run[]): string[] {
  const keys = keysOf(runs, "params").filter((k) => !/^(code|data)\./.test(k));
  const varies = new Map(keys.map((k) => [k, new Set(runs.slice(0, 500).map((r) => r.params[k])).size > 1]));
  return [...keys.filter((k) => varies.get(k)), ...keys.filter((k) => !varies.get(k))];
}

/** The metric that product.yaml names. */
export const useWanted = (product: string): string | null => useGet<Product>(api(product)).data?.spec?.problem?.metric ?? null;

/** The commit that a run was made from, as MLflow's clients and our training say it. */
export const commitOf = (run: Run): string | null => run.tags["mlflow.source.git.commit"] ?? run.params["code.commit"] ?? null;

/** Of a loss, less is better. */
export const lessIsBetter = (metric: string): boolean => /loss|error|rmse|mae|mse|gap|brier/i.test(metric);
