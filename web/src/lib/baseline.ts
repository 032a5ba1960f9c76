import { api, useGet } from "./api.ts";
import { ML, runPath } from "./mlflow.ts";
import type { Json, MlRun, ModelVersion } from "./types.ts";

/** The distribution of a model's training data, as its training wrote it: bins of each feature and of the predictions. */
export interface Baseline {
  features: BaselineColumn[];
  prediction: BaselineColumn;
  auc: number;
}

/** Counts below the first edge, between edges, from the last on, and of what is missing. */
export interface BaselineColumn {
  name: string;
  edges: number[];
  counts: number[];
}

export const artifactPath = (run: Pick<MlRun["info"], "experiment_id" | "run_id">, path: string): string =>
  `${ML}-artifacts/artifacts/${run.experiment_id}/${run.run_id}/artifacts/${path.split("/").map(encodeURIComponent).join("/")}`;

/** A version's baseline, from the files of the run that made it. */
export function useBaseline(product: string, model: string | null, version: string | number | null): { baseline: Baseline | null; version: ModelVersion | null } {
  const found = useGet<ModelVersion>(model && version !== null ? api(product, `/models/${encodeURIComponent(model)}/versions/${encodeURIComponent(String(version))}`) : null).data ?? null;
  const run = useGet<{ run: MlRun }>(found?.run ? runPath(found.run) : null).data?.run;
  const baseline = useGet<Baseline>(run ? artifactPath(run.info, "model/baseline.json") : null).data ?? null;
  return { baseline, version: found };
}

/** The bin that a value falls into, as the server bins: an edge belongs to what follows it. */
export function binOf(column: BaselineColumn, value: number): number {
  if (Number.isNaN(value)) return column.counts.length - 1;
  let at = 0;
  while (at < column.edges.length && value >= (column.edges[at] ?? Infinity)) at++;
  return at;
}

/** A feature's value as the model sees it: a category by its place, what is missing or unknown as NaN. */
export function encoded(value: Json | undefined, categories: string[] | null | undefined): number {
  if (value === null || value === undefined) return NaN;
  if (categories?.length) {
    const at = categories.indexOf(String(value));
    return at < 0 ? NaN : at;
  }
  return typeof value === "boolean" ? Number(value) : Number(value);
}

export interface Bin {
  name: string;
  then: number;
  now: number;
}

/** How many of the values fall into each of the baseline's bins. */
export function countBins(column: BaselineColumn, values: number[]): number[] {
  const now = new Array<number>(column.counts.length).fill(0);
  for (const value of values) {
    const bin = binOf(column, value);
    now[bin] = (now[bin] ?? 0) + 1;
  }
  return now;
}

/** Shares by bin of the training data and of what is counted now. */
export function compareBins(column: BaselineColumn, now: number[], categories: string[] | null | undefined): Bin[] {
  const counted = now.reduce((a, b) => a + b, 0);
  const total = column.counts.reduce((a, b) => a + b, 0);
  return column.counts
    .map((count, i) => ({ name: binName(column, i, categories), then: count / Math.max(1, total), now: (now[i] ?? 0) / Math.max(1, counted), missing: i === column.counts.length - 1 }))
    .filter((bin) => !bin.missing || bin.then > 0 || bin.now > 0)
    .map(({ name, then, now: share }) => ({ name, then, now: share }));
}

const short = (n: number): string => String(Math.round(n * 100) / 100);

function binName({ edges, counts }: BaselineColumn, i: number, categories: string[] | null | undefined): string {
  if (i === counts.length - 1) return categories?.length ? "missing, new" : "missing";
  const whole = edges.every(Number.isInteger);
  const from = i === 0 ? null : (edges[i - 1] ?? 0);
  const to = edges[i] ?? null;
  if (categories?.length) {
    const first = from ?? 0;
    const last = to === null ? categories.length - 1 : to - 1;
    return first === last ? (categories[first] ?? "") : `${categories[first] ?? ""} and ${last - first} more`;
  }
  if (from === null) return to === null ? "all" : `< ${short(to)}`;
  if (to === null) return `≥ ${short(from)}`;
  return whole && to - from === 1 ? short(from) : `${short(from)} to ${short(to)}`;
}
