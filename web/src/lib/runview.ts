import { useCallback, useMemo, useState } from "react";
import { isSystem, ranked, settingsAmong, type LoggedKey } from "./mlflow.ts";
import { navigate, useAddress } from "./router.tsx";

/** What a table of runs shows: all of it stands in the address, so that a link shows the same. */
export interface RunView {
  query: string;
  experiment: string | null;
  order: { key: string; up: boolean };
  /** Keys of columns; null for those that suit what runs logged. */
  cols: string[] | null;
}

export const NEWEST = { key: "start", up: false };

const PARTS = ["q", "experiment", "order", "cols"];

const parts = (text: string | null): string[] | null => (text === null ? null : text.split(",").flatMap((part) => (part ? [decodeURIComponent(part)] : [])));

export function viewOf(query: URLSearchParams): RunView {
  const order = query.get("order");
  return {
    query: query.get("q") ?? "",
    experiment: query.get("experiment"),
    order: order ? { key: order.replace(/^-/, ""), up: !order.startsWith("-") } : NEWEST,
    cols: parts(query.get("cols")),
  };
}

export function searchOf(view: RunView): string {
  const out = new URLSearchParams();
  if (view.query) out.set("q", view.query);
  if (view.experiment) out.set("experiment", view.experiment);
  if (view.order.key !== NEWEST.key || view.order.up) out.set("order", `${view.order.up ? "" : "-"}${view.order.key}`);
  // A key may hold a comma.
  if (view.cols) out.set("cols", view.cols.map((c) => encodeURIComponent(c)).join());
  return out.toString();
}

export function useRunView(): [RunView, (change: Partial<RunView>) => void] {
  const { query } = useAddress();
  const view = useMemo(() => viewOf(query), [query]);
  const change = useCallback((changed: Partial<RunView>) => {
    const kept = new URLSearchParams(window.location.search);
    const next = new URLSearchParams(searchOf({ ...viewOf(kept), ...changed }));
    for (const [key, value] of kept) if (!PARTS.includes(key)) next.set(key, value);
    navigate(window.location.pathname + (next.size ? `?${next.toString()}` : ""), { replace: true });
  }, []);
  return [view, change];
}

const RANGE = /\s*(?:AND\s+)?start_time >= '[^']*' AND start_time < '[^']*'/;

/** The query with runs that started within a time; one that was given before makes room. Words alone were turned into a filter by the caller. */
export function withinTime(filter: string, from: string, to: string): string {
  const rest = filter.replace(RANGE, "").trim();
  // What was put into brackets for the range before needs them no longer.
  const bare = /^\(([^()]*)\)$/.exec(rest)?.[1] ?? rest;
  const range = `start_time >= '${from}' AND start_time < '${to}'`;
  return bare === "" ? range : `${/\bor\b/i.test(bare) ? `(${bare})` : bare} AND ${range}`;
}

/** How the server is told an order. */
export function orderBy({ key, up }: { key: string; up: boolean }): string[] {
  const field = fieldOf(key);
  return field === null || (key === NEWEST.key && up === NEWEST.up) ? [] : [`${field} ${up ? "ASC" : "DESC"}`];
}

const ATTRIBUTES: Record<string, string> = { id: "run_id", name: "run_name", start: "start_time", took: "duration", user: "user_id", state: "status", end: "end_time" };

/** What a column is called in the query language; null where runs cannot be sorted by it. */
export function fieldOf(col: string): string | null {
  const logged = /^([mpt])\.(.+)$/s.exec(col);
  if (!logged) return ATTRIBUTES[col] ?? null;
  const group = { m: "metrics", p: "params", t: "tags" }[logged[1] as "m" | "p" | "t"];
  return `${group}.\`${logged[2]}\``;
}

/** A column of something logged: by its letter and name. */
export const colOf = (k: LoggedKey): string => `${k.group.charAt(0).toLowerCase()}.${k.key}`;

/** Columns where none were chosen: three metrics, and the settings that differ. */
export function usualCols(keys: LoggedKey[], wanted: string | null): string[] {
  const metrics = ranked(keys.filter((k) => k.group === "METRICS" && !isSystem(k.key)).map((k) => k.key), wanted).slice(0, 3);
  return ["name", "experiment", "start", "took", ...metrics.map((m) => `m.${m}`), ...settingsAmong(keys).slice(0, 5).map((p) => `p.${p}`), "commit", "user"];
}

export interface NamedView {
  name: string;
  search: string;
}

/** Views under a name of their own, kept in this browser. */
export function useNamedViews(product: string): { views: NamedView[]; save: (name: string, view: RunView) => void; remove: (name: string) => void } {
  const key = `loopline.runviews.${product}`;
  const [views, setViews] = useState<NamedView[]>(() => read(key));
  const keep = (next: NamedView[]) => {
    setViews(next);
    try {
      localStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Without a store the view lives as long as the page, and its address holds it anyway.
    }
  };
  return {
    views,
    save: (name, view) => keep([...views.filter((v) => v.name !== name), { name, search: searchOf(view) }].sort((a, b) => a.name.localeCompare(b.name))),
    remove: (name) => keep(views.filter((v) => v.name !== name)),
  };
}

function read(key: string): NamedView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return Array.isArray(kept) ? kept.filter((v): v is NamedView => typeof (v as NamedView)?.name === "string" && typeof (v as NamedView)?.search === "string") : [];
  } catch {
    return [];
  }
}
