import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { getJson, useGet, type Problem } from "./api.ts";
import { loggedFields, quoted, type Known } from "./complete.ts";
import type { LoggedKey } from "./mlflow.ts";
import { navigate, useAddress } from "./router.tsx";
import type { Json } from "./types.ts";

export type ColumnType = "text" | "number" | "time" | "duration" | "open";

export interface SearchColumn {
  name: string;
  type: ColumnType;
  about: string;
  operators: string[];
  values: string[];
  ordered: boolean;
}

export interface SearchKind {
  name: string;
  title: string;
  about: string;
  columns: SearchColumn[];
  shown: string[];
  order: string;
  examples: { query: string; finds: string }[];
}

/** What was found, by the columns' names; and where it is shown. */
export type Item = Record<string, Json> & { href?: string };

interface Found {
  columns: { name: string; type: ColumnType }[];
  items: Item[];
  next?: string | null;
}

/** What a search shows: all of it stands in the address. */
export interface SearchView {
  kind: string;
  query: string;
  /** Null for the kind's usual one. */
  order: { key: string; up: boolean } | null;
  /** Names of columns; null for those that the kind shows. */
  cols: string[] | null;
}

export function searchView(query: URLSearchParams): SearchView {
  const order = query.get("order");
  const cols = query.get("cols");
  return {
    kind: query.get("kind") ?? "runs",
    query: query.get("q") ?? "",
    order: order ? { key: order.replace(/^-/, ""), up: !order.startsWith("-") } : null,
    // A name may hold a comma.
    cols: cols === null ? null : cols.split(",").flatMap((c) => (c ? [decodeURIComponent(c)] : [])),
  };
}

export function addressOf(view: SearchView): string {
  const out = new URLSearchParams({ kind: view.kind });
  if (view.query) out.set("q", view.query);
  if (view.order) out.set("order", `${view.order.up ? "" : "-"}${view.order.key}`);
  if (view.cols) out.set("cols", view.cols.map((c) => encodeURIComponent(c)).join());
  return out.toString();
}

export function useSearchView(): [SearchView, (change: Partial<SearchView>) => void] {
  const { query } = useAddress();
  const view = useMemo(() => searchView(query), [query]);
  const change = useCallback((changed: Partial<SearchView>) => {
    const now = searchView(new URLSearchParams(window.location.search));
    // Another kind has other columns, and another query.
    const kept = changed.kind && changed.kind !== now.kind ? { query: "", order: null, cols: null } : {};
    navigate(`${window.location.pathname}?${addressOf({ ...now, ...kept, ...changed })}`, { replace: changed.kind === undefined });
  }, []);
  return [view, change];
}

/** A column's name as a query, an order or a list of columns must write it. */
export function written(name: string): string {
  const dot = name.indexOf(".");
  return dot < 0 ? name : `${name.slice(0, dot)}.${quoted(name.slice(dot + 1))}`;
}

const PAGE = 200;

export const useKinds = () => useGet<{ kinds: SearchKind[] }>("/api/v1/search");

/** The column of a kind that a name is of; a group's for a name of its own. */
export const columnOf = (kind: SearchKind, name: string): SearchColumn | undefined => kind.columns.find((c) => c.name === name || (c.name.endsWith(".*") && name.startsWith(c.name.slice(0, -1))));

function pathOf(kind: SearchKind, product: string | null, query: string, rest: Record<string, string>, what = ""): string {
  const given = { ...(query ? { q: query } : {}), ...(product ? { product } : {}), ...rest };
  const search = new URLSearchParams(given).toString();
  return `/api/v1/search/${encodeURIComponent(kind.name)}${what}${search ? `?${search}` : ""}`;
}

/** The columns that are shown: within a product its name is no news. */
export const colsOf = (kind: SearchKind, product: string | null, view: SearchView): string[] => view.cols ?? kind.shown.filter((name) => product === null || name !== "product");

/** What fits, page by page; and how many do. */
export function useFound(kind: SearchKind, product: string | null, query: string, view: SearchView) {
  const cols = colsOf(kind, product, view);
  const order = view.order ? `${written(view.order.key)} ${view.order.up ? "ASC" : "DESC"}` : "";
  const path = pathOf(kind, product, query, { columns: cols.map(written).join(", "), ...(order ? { order } : {}), limit: String(PAGE) });
  const found = useInfiniteQuery<Found, Problem, { items: Item[]; columns: Found["columns"] }, unknown[], string | null>({
    queryKey: [path, "found"],
    queryFn: async ({ pageParam, signal }) => (await getJson<Found>(pageParam ? `${path}&cursor=${encodeURIComponent(pageParam)}` : path, signal)) ?? { columns: [], items: [] },
    initialPageParam: null,
    getNextPageParam: (last) => last.next ?? undefined,
    select: (data) => ({ items: data.pages.flatMap((page) => page.items), columns: data.pages[0]?.columns ?? [] }),
    retry: false,
  });
  const count = useGet<{ count: number; exact: boolean }>(pathOf(kind, product, query, {}, "/count"));
  return { found, count: count.data };
}

/** What a query of the kind can ask for, a product's logged names among it. */
export function fieldsOf(kind: SearchKind, keys: LoggedKey[]): Known[] {
  const logged = new Set(keys.map((k) => `${k.group.toLowerCase()}.*`));
  const own = kind.columns.filter((c) => !logged.has(c.name)).map((c) => ({
    text: c.name.endsWith(".*") ? c.name.slice(0, -1) : c.name,
    hint: c.values.length > 0 ? c.values.join(", ") : c.about,
    weight: 0,
    ...(c.values.length > 0 ? { values: c.values } : {}),
  }));
  return [...own, ...loggedFields(keys)];
}

/** Words without a comparison are sought in the texts that are shown. */
export function wordsIn(kind: SearchKind, text: string, signs: RegExp): string {
  const sought = text.trim();
  if (sought === "" || signs.test(sought) || sought.includes("'")) return sought;
  const texts = kind.shown.filter((name) => columnOf(kind, name)?.type === "text");
  return texts.map((name) => `${name} ILIKE '%${sought}%'`).join(" OR ");
}
