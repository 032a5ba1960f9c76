import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, getJson } from "./api.ts";
import { ML, runPath, SEARCH, type RunPage } from "./mlflow.ts";
import { takeUp } from "./runrows.ts";
import { follow } from "./stream.ts";
import type { MlRun } from "./types.ts";

/** Puts a run as it is now where it stood; a new one before all, where they come newest first and unfiltered. Null where nothing changes. */
export function upsert(pages: RunPage[], run: MlRun, experiments: string[], newestFirst: boolean): RunPage[] | null {
  const id = run.info.run_id;
  const at = pages.findIndex((page) => page.runs?.some((r) => r.info.run_id === id));
  if (at < 0 && (!newestFirst || !experiments.includes(run.info.experiment_id))) return null;
  return pages.map((page, i) => {
    if (at < 0) return i === 0 ? { ...page, runs: [run, ...(page.runs ?? [])] } : page;
    return i === at ? { ...page, runs: (page.runs ?? []).map((r) => (r.info.run_id === id ? run : r)) } : page;
  });
}

const SETTLE_MS = 800;
/** Counts of all runs are asked again no more often than so. */
const COUNT_MS = 2500;
/** More than these at once are rather read again as a whole. */
const MOST_ONE_BY_ONE = 20;

/** Follows runs as they start and end: they belong to no product in the log, so the product's stream has none of them. */
export function useRunEvents(product: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const stop = new AbortController();
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let counting: ReturnType<typeof setTimeout> | undefined;
    const survey = api(product, "/runs/");
    const count = () => {
      counting = undefined;
      void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(survey) }, { cancelRefetch: false });
    };
    const flush = async () => {
      timer = undefined;
      counting ??= setTimeout(count, COUNT_MS);
      const ids = [...touched];
      touched.clear();
      if (ids.length > MOST_ONE_BY_ONE) return void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(ML) });
      for (const id of ids) {
        const run = (await getJson<{ run: MlRun }>(runPath(id), stop.signal).catch(() => null))?.run;
        if (!run) continue;
        client.setQueryData([runPath(id)], { run });
        void client.invalidateQueries({ predicate: ({ queryKey: [path] }) => String(path).startsWith(`${ML}/metrics/`) && String(path).includes(id) });
        takeUp(client, run);
        for (const query of client.getQueryCache().findAll({ queryKey: [SEARCH] })) {
          const held = query.state.data as { pages?: RunPage[]; pageParams: unknown[] } | undefined;
          const [, experiments, filter, order] = query.queryKey as [string, string[] | undefined, string, string];
          if (!held?.pages) continue;
          const pages = upsert(held.pages, run, experiments ?? [], !filter && !order);
          if (pages) client.setQueryData(query.queryKey, { ...held, pages });
        }
      }
      // A first run may have come with an experiment of its own.
      void client.invalidateQueries({ queryKey: [`${ML}/experiments/search`] });
    };
    void follow("type=metadata.", { live: () => undefined, lost: () => undefined, event: (e) => { touched.add(e.subject); timer ??= setTimeout(() => void flush(), SETTLE_MS); } }, stop.signal);
    return () => {
      stop.abort();
      clearTimeout(timer);
      clearTimeout(counting);
    };
  }, [client, product]);
}
