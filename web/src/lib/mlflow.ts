import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, postJson, Problem, useGet, usePost } from "./api.ts";
import type { MlExperiment, MlRun, Product } from "./types.ts";

export const ML = "/api/2.0/mlflow";

/** What a run's machine did: no measure of what was learnt. */
export const isSystem = (metric: string): boolean => metric.startsWith("system/");

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
  /** The step of each metric's latest point: one that is past the first has a curve. */
  steps: Record<string, number>;
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
    steps: Object.fromEntries((data.metrics ?? []).map((m) => [m.key, Number(m.step ?? 0)])),
    params: Object.fromEntries((data.params ?? []).map((p) => [p.key, p.value])),
    tags: Object.fromEntries((data.tags ?? []).map((t) => [t.key, t.value])),
  };
}

/** An experiment is a product's where it has its name, or its name before a slash: `hotel` has no part in `hotel-bookings`. */
export const isOf = (product: string, experiment: string): boolean => experiment === product || experiment.startsWith(`${product}/`);

/** A text as a filter holds it. */
const quotedText = (text: string): string => `'${text.replace(/'/g, "''")}'`;

const EXPERIMENTS = `${ML}/experiments/search`;

/** A product's experiments, those changed last before the others; at most so many at once as the protocol allows. */
export function useExperiments(product: string): { experiments: MlExperiment[] | undefined; error: Problem | null; retry: () => void } {
  const filter = `name = ${quotedText(product)} OR name LIKE ${quotedText(`${product}/%`)}`;
  const asked = usePost<{ experiments?: MlExperiment[] }>(EXPERIMENTS, { max_results: 1000, filter, order_by: ["last_update_time DESC"] });
  // A name's underscore is any sign to LIKE.
  const experiments = useMemo(() => asked.data && (asked.data.experiments ?? []).filter((e) => isOf(product, e.name)), [asked.data, product]);
  return { experiments, error: asked.error, retry: () => void asked.refetch() };
}

/** All experiments whose names hold a text, those changed last first, page by page. */
export function useAllExperiments(text: string, pageSize = 100) {
  const filter = text === "" ? {} : { filter: `name ILIKE ${quotedText(`%${text}%`)}` };
  const query = useInfiniteQuery<{ experiments?: MlExperiment[]; next_page_token?: string }, Problem, MlExperiment[], unknown[], string | null>({
    queryKey: [EXPERIMENTS, "all", text, pageSize],
    queryFn: async ({ pageParam }) => postJson(EXPERIMENTS, { max_results: pageSize, order_by: ["last_update_time DESC"], ...filter, ...(pageParam ? { page_token: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: (data) => data.pages.flatMap((page) => page.experiments ?? []),
    placeholderData: (before) => before,
  });
  return { items: query.data, error: query.error, more: query.hasNextPage, loadingMore: query.isFetchingNextPage, loadMore: () => void query.fetchNextPage(), refetch: () => void query.refetch() };
}

/** What a search answers. */
export interface RunPage {
  runs?: MlRun[];
  next_page_token?: string;
}

export const SEARCH = `${ML}/runs/search`;
export const runPath = (id: string): string => `${ML}/runs/get?run_id=${encodeURIComponent(id)}`;

/** What of a product's runs is looked for, and in which order; the server filters and sorts. */
export interface Asked {
  experiments: string[] | undefined;
  filter?: string;
  order?: string[];
}

/** The first runs, page by page. Cursors hold while runs come and go. */
export function useRuns({ experiments, filter = "", order = [] }: Asked, pageSize: number) {
  return useInfiniteQuery<RunPage, Problem, Run[], unknown[], string | null>({
    queryKey: [SEARCH, experiments, filter, order.join(), pageSize],
    queryFn: async ({ pageParam }) => postJson<RunPage>(SEARCH, { experiment_ids: experiments, max_results: pageSize, ...(filter ? { filter } : {}), ...(order.length ? { order_by: order } : {}), ...(pageParam ? { page_token: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: runsOf,
    enabled: experiments !== undefined && experiments.length > 0,
  });
}

const runsOf = (data: { pages: RunPage[] }): Run[] => data.pages.flatMap((page) => (page.runs ?? []).map(runOf));

/** Which runs the server searches at once by their ids. */
const IDS_AT_ONCE = 200;

/** Runs by their ids, in the order asked for; what is not there is left out. */
export function useRunsOf(experiments: string[] | undefined, ids: string[]) {
  const chunks = chunksOf(ids, IDS_AT_ONCE);
  const asked = useQueries({
    queries: chunks.map((chunk) => ({
      queryKey: [SEARCH, experiments, "ids", chunk.join()],
      queryFn: () => postJson<RunPage>(SEARCH, { experiment_ids: experiments, max_results: chunk.length, filter: `run_id IN (${chunk.map((id) => `'${id.replace(/[^0-9A-Za-z_-]/g, "")}'`).join(", ")})` }),
      enabled: experiments !== undefined && experiments.length > 0,
    })),
  });
  const pages = asked.map((a) => a.data);
  const key = asked.map((a) => a.dataUpdatedAt).join();
  const runs = useMemo(
    () => {
      const found = new Map(pages.flatMap((page) => (page?.runs ?? []).map((run): [string, Run] => [run.info.run_id, runOf(run)])));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- pages are new at each drawing; their times tell when they changed
    [key, ids],
  );
  return { runs, pending: asked.some((a) => a.isPending), error: asked.find((a) => a.error)?.error ?? null };
}

export const chunksOf = <T,>(all: T[], size: number): T[][] => Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** What a product's runs hold altogether: counted by the server. */
export const surveyPath = (product: string, what: "count" | "keys" | "values" | "density", query: Record<string, string | null | undefined>): string => {
  const given = Object.entries(query).flatMap(([k, v]) => (v ? [`${k}=${encodeURIComponent(v)}`] : []));
  return api(product, `/runs/${what}${given.length ? `?${given.join("&")}` : ""}`);
};

/** A name that runs logged under, and how it is used. */
export interface LoggedKey {
  group: "METRICS" | "PARAMS" | "TAGS";
  key: string;
  runs: number;
  lowest?: number | null;
  highest?: number | null;
  values: number;
}

export const useKeysOf = (product: string, experiment: string | null): LoggedKey[] | undefined => useGet<{ items: LoggedKey[] }>(surveyPath(product, "keys", { experiment })).data?.items;

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
export function ranked(keys: string[], wanted: string | null | undefined): string[] {
  const own = wanted?.toLowerCase();
  const rank = (key: string): number => {
    const k = key.toLowerCase();
    if (own && k.includes(own)) return k === own || k === `test_${own}` ? 0 : /by_|train/.test(k) ? 2 : 1;
    if (isSystem(k)) return 5;
    return tellsQuality(k) ? 3 : 4;
  };
  return keys.map((key, i) => ({ key, i })).sort((a, b) => rank(a.key) - rank(b.key) || a.i - b.i).map(({ key }) => key);
}

export const metricsOf = (runs: Run[], wanted: string | null | undefined): string[] => ranked(keysOf(runs, "metrics"), wanted);

/** What names code and data has a place of its own. */
const named = (key: string): boolean => /^(code|data)\./.test(key);

/** Settings in the order in which they tell runs apart: those that differ first. */
export function settingsOf(runs: Run[]): string[] {
  const keys = keysOf(runs, "params").filter((k) => !named(k));
  const varies = new Map(keys.map((k) => [k, new Set(runs.slice(0, 500).map((r) => r.params[k])).size > 1]));
  return [...keys.filter((k) => varies.get(k)), ...keys.filter((k) => !varies.get(k))];
}

const SEED = /(^|[._])(seed|random_state)$/i;

/** The same, of what the server counted. */
export function settingsAmong(keys: LoggedKey[]): string[] {
  const params = keys.filter((k) => k.group === "PARAMS" && !named(k.key));
  // What is different in every run, as a seed is, tells none of them apart.
  const rank = (k: LoggedKey): number => (k.values <= 1 ? 2 : SEED.test(k.key) || (k.runs > 20 && k.values === k.runs) ? 1 : 0);
  return params.sort((a, b) => rank(a) - rank(b)).map((k) => k.key);
}

/** The metric that product.yaml names. */
export const useWanted = (product: string): string | null => useGet<Product>(api(product)).data?.spec?.problem?.metric ?? null;

/** The commit that a run was made from, as MLflow's clients and our training say it. */
export const commitOf = (run: Run): string | null => run.tags["mlflow.source.git.commit"] ?? run.params["code.commit"] ?? null;

/** Of a loss, less is better. */
export const lessIsBetter = (metric: string): boolean => /loss|error|rmse|mae|mse|gap|brier/i.test(metric);
