import { useInfiniteQuery } from "@tanstack/react-query";
import { postJson, Problem, usePost } from "./api.ts";
import type { MlExperiment, MlRun } from "./types.ts";

const ML = "/api/2.0/mlflow";

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

/** The product's experiments: those whose names begin with its name. */
export function useExperiments(product: string): { experiments: MlExperiment[] | undefined; error: Problem | null; retry: () => void } {
  const asked = usePost<{ experiments?: MlExperiment[] }>(`${ML}/experiments/search`, { max_results: 1000 });
  const mine = asked.data && (asked.data.experiments ?? []).filter((e) => e.name === product || /^[/.:_-]/.test(e.name.startsWith(product) ? e.name.slice(product.length) : "x"));
  return { experiments: mine, error: asked.error, retry: () => void asked.refetch() };
}

interface RunPage {
  runs?: MlRun[];
  next_page_token?: string;
}

export function useRuns(experiments: string[] | undefined) {
  return useInfiniteQuery<RunPage, Problem, Run[], unknown[], string | null>({
    queryKey: [`${ML}/runs/search`, experiments],
    queryFn: async ({ pageParam }) => postJson<RunPage>(`${ML}/runs/search`, { experiment_ids: experiments, max_results: 1000, ...(pageParam ? { page_token: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: (data) => data.pages.flatMap((page) => (page.runs ?? []).map(runOf)),
    enabled: experiments !== undefined && experiments.length > 0,
    // MLflow's runs belong to no product in the log, so no event announces their progress.
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.runs?.some((run) => run.info.status === "RUNNING")) ? 15_000 : false),
  });
}

/** Keys by how many runs have them, most first. */
export function keysOf(runs: Run[], of: "metrics" | "params" | "tags"): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const key of Object.keys(run[of])) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([key]) => key);
}

/** Of a loss, less is better. */
export const lessIsBetter = (metric: string): boolean => /loss|error|rmse|mae|mse|gap|brier/i.test(metric);
