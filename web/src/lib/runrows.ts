import { useQueries, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { postJson, Problem } from "./api.ts";
import { runOf, SEARCH, type Asked, type Run, type RunPage } from "./mlflow.ts";
import type { MlRun } from "./types.ts";

const PAGE = 100;
/** While one drags the scroll bar, rows are asked for no more often than so. */
const STEADY_MS = 80;

interface RowPage {
  runs: Run[];
  next: string | null;
}

/** A search's rows by their places, as they come into sight. */
export interface RunRows {
  /** What of them was read, at its place; undefined until the first page is there. */
  rows: (Run | undefined)[] | undefined;
  /** The first of them, whatever is in sight. */
  first: Run[];
  /** How many there are. */
  total: number;
  error: Problem | null;
  refetch: () => void;
  /** Tells which rows are drawn. */
  drawn: (from: number, upTo: number) => void;
}

/** The first and the last page that hold these rows. */
export const spanOf = (from: number, upTo: number): [number, number] => [Math.floor(from / PAGE), Math.floor(Math.max(0, upTo - 1) / PAGE)];

/** The pages of a span that there are, behind the first one, which is always read; and those beside them, for what comes into sight next. */
export function pagesOf([from, to]: [number, number], count: number): { inSight: number[]; beside: number[] } {
  const last = Math.max(0, Math.ceil(count / PAGE) - 1);
  const [a, b] = [Math.min(from, last), Math.min(to, last)];
  const inSight = [...new Set([0, ...Array.from({ length: b - a + 1 }, (_, i) => a + i)])];
  return { inSight, beside: [a - 1, b + 1].filter((page) => page > 0 && page <= last) };
}

/** Runs of a search, read where the table stands: a jump reads what is there, and nothing before it. */
export function useRunRows({ experiments, filter = "", order = [] }: Asked, count: number): RunRows {
  const client = useQueryClient();
  const [span, see] = useState<[number, number]>([0, 0]);
  const search = useMemo(() => [SEARCH, experiments, filter, order.join(), "rows"], [experiments, filter, order]);
  const { inSight, beside } = useMemo(() => pagesOf(span, count), [span, count]);
  const pages = useMemo(() => [...inSight, ...beside], [inSight, beside]);
  // What one looks at comes first.
  const seen = inSight.every((page) => client.getQueryData([...search, page]) !== undefined);
  const asked = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...search, page],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<RowPage> => {
        const from = nearest(client, search, page);
        const found = await postJson<RunPage>(SEARCH, { experiment_ids: experiments, max_results: PAGE, ...(filter ? { filter } : {}), ...(order.length ? { order_by: order } : {}), ...(from.token ? { page_token: from.token } : {}), offset: (page - from.page) * PAGE }, signal);
        return { runs: (found.runs ?? []).map(runOf), next: found.next_page_token ?? null };
      },
      enabled: experiments !== undefined && experiments.length > 0 && (seen || !beside.includes(page)),
      // Events say what changed.
      staleTime: Infinity,
    })),
  });
  const told = `${pages.join()} ${asked.map((a) => a.dataUpdatedAt).join()}`;
  const read = useMemo(
    () => asked[0]?.data && placed(pages.flatMap((page, i) => { const data = asked[i]?.data; return data ? [{ page, ...data }] : []; }), count),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- answers are new at each drawing; their times tell when they changed
    [search, told, count],
  );
  const drawn = useSteady(useCallback((from, upTo) => see((was) => {
    const now = spanOf(from, upTo);
    return was[0] === now[0] && was[1] === now[1] ? was : now;
  }), []));
  const first = asked[0]?.data?.runs;
  return {
    rows: read?.rows,
    first: useMemo(() => first ?? [], [first]),
    total: read?.total ?? count,
    error: (asked.find((a) => a.error)?.error ?? null) as Problem | null,
    refetch: () => void client.invalidateQueries({ queryKey: search }),
    drawn,
  };
}

/** Calls at once, then no more often than one could look. */
function useSteady(see: (from: number, upTo: number) => void): (from: number, upTo: number) => void {
  const latest = useRef<[number, number] | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback((from, upTo) => {
    latest.current = [from, upTo];
    if (timer.current !== undefined) return;
    const tell = () => {
      timer.current = undefined;
      if (!latest.current) return;
      see(...latest.current);
      latest.current = null;
      timer.current = setTimeout(tell, STEADY_MS);
    };
    tell();
  }, [see]);
}

/** The pages' rows at their places. A page that is not full tells where the end is, else the count does. */
export function placed(pages: ({ page: number } & RowPage)[], count: number): { rows: (Run | undefined)[]; total: number } {
  const rows: (Run | undefined)[] = [];
  const seen = new Set<string>();
  let total = count;
  for (const { page, runs, next } of pages) {
    runs.forEach((run, i) => {
      // Between two answers a run may have moved to another page.
      if (seen.has(run.id)) return;
      seen.add(run.id);
      rows[page * PAGE + i] = run;
    });
    if (next !== null) total = Math.max(total, (page + 1) * PAGE);
    else if (runs.length > 0 || page === 0) total = page * PAGE + runs.length;
  }
  rows.length = Math.min(rows.length, total);
  return { rows, total };
}

/** The nearest page before one whose end is known and holds: from there the server walks on. */
function nearest(client: QueryClient, search: unknown[], page: number): { page: number; token: string | null } {
  let best: { page: number; token: string | null } = { page: 0, token: null };
  for (const query of client.getQueryCache().findAll({ queryKey: search })) {
    const before = Number(query.queryKey.at(-1));
    const { data, isInvalidated, fetchStatus } = query.state;
    const token = (data as RowPage | undefined)?.next;
    if (token && !isInvalidated && fetchStatus === "idle" && before < page && before + 1 > best.page) best = { page: before + 1, token };
  }
  return best;
}

/** A run as it is now is put where it stood. A new one moves all others: they are read again where it would come first. */
export function takeUp(client: QueryClient, raw: MlRun): void {
  const run = runOf(raw);
  const searches = new Map<string, { key: readonly unknown[]; held: boolean }>();
  for (const query of client.getQueryCache().findAll({ queryKey: [SEARCH] })) {
    const [, experiments, filter, order, kind] = query.queryKey as [string, string[] | undefined, string, string, unknown];
    const data = query.state.data as RowPage | undefined;
    if (kind !== "rows" || !data) continue;
    const key = query.queryKey.slice(0, -1);
    const at = data.runs.findIndex((r) => r.id === run.id);
    const search = searches.get(JSON.stringify(key)) ?? { key, held: filter !== "" || order !== "" || !experiments?.includes(run.experiment) };
    searches.set(JSON.stringify(key), { key, held: search.held || at >= 0 });
    if (at >= 0) client.setQueryData<RowPage>(query.queryKey, { ...data, runs: data.runs.with(at, run) });
  }
  for (const { key, held } of searches.values()) if (!held) void client.invalidateQueries({ queryKey: key });
}
