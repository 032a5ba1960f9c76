import { length, number } from "./format.ts";
import { metricsOf, settingsOf, type Run } from "./mlflow.ts";

/** Something that runs can be placed by: a setting, a metric, or a time. */
export interface Dim {
  /** As columns are named: `p.depth`, `m.auc`, `took`. */
  id: string;
  name: string;
  /** Empty where it is a number. */
  categories: string[];
  of: (run: Run) => number | string | undefined;
}

const MOST_CATEGORIES = 40;

const figure = (text: string | undefined): number | undefined => (text === undefined || text.trim() === "" || !Number.isFinite(Number(text)) ? undefined : Number(text));

/** A setting is a number where all its values are, else a category; with too many of these it places nothing. */
export function settingDim(runs: Run[], key: string): Dim | null {
  const values = [...new Set(runs.flatMap((r) => r.params[key] ?? []))];
  if (values.every((v) => figure(v) !== undefined)) return { id: `p.${key}`, name: key, categories: [], of: (r) => figure(r.params[key]) };
  return values.length > MOST_CATEGORIES ? null : { id: `p.${key}`, name: key, categories: values.sort((a, b) => a.localeCompare(b, "en", { numeric: true })), of: (r) => r.params[key] };
}

export const metricDim = (key: string): Dim => ({ id: `m.${key}`, name: key, categories: [], of: (r) => (Number.isFinite(r.metrics[key]) ? r.metrics[key] : undefined) });

export const TOOK: Dim = { id: "took", name: "duration, s", categories: [], of: (r) => (r.start && r.end ? (r.end - r.start) / 1000 : undefined) };

/** All that the runs can be placed by, in the order that matters: settings that differ, metrics, the time they took. */
export function dimsOf(runs: Run[], wanted: string | null): Dim[] {
  return [...settingsOf(runs).flatMap((k) => settingDim(runs, k) ?? []), ...metricsOf(runs, wanted).map(metricDim), TOOK];
}

export const shownValue = (dim: Dim, run: Run): string => {
  const v = dim.of(run);
  return v === undefined ? "–" : typeof v === "string" ? v : dim.id === "took" ? length(v) : number(v, 4);
};

/** Where a value stands, as a number: a category by its place. */
export const place = (dim: Dim, run: Run): number | undefined => {
  const v = dim.of(run);
  if (typeof v !== "string") return v;
  const at = dim.categories.indexOf(v);
  return at < 0 ? undefined : at;
};
