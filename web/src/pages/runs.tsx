import { useCallback, useMemo, useRef, useState } from "react";
import { useGet } from "../lib/api.ts";
import { commit, day, clock, fixed, integer, length, number, short } from "../lib/format.ts";
import { fieldsOfRuns } from "../lib/complete.ts";
import { useKeys } from "../lib/keys.ts";
import { commitOf, lessIsBetter, ranked, settingsAmong, surveyPath, useExperiments, useKeysOf, useWanted, type LoggedKey, type Run } from "../lib/mlflow.ts";
import { useRunEvents } from "../lib/runevents.ts";
import { useRunRows } from "../lib/runrows.ts";
import { codeAt, Link, navigate, page } from "../lib/router.tsx";
import { compareAt, MOST_COMPARED } from "../lib/comparison.ts";
import { fieldOf, orderBy, searchOf, usualCols, useRunView, withinTime } from "../lib/runview.ts";
import type { MlExperiment } from "../lib/types.ts";
import { State } from "../ui/icons.tsx";
import { ChosenRuns, DoneNote, type Told } from "../ui/chosenruns.tsx";
import { Density } from "../ui/density.tsx";
import { Empty, Failure, Loading, Stale } from "../ui/parts.tsx";
import { asFilter, QueryBar } from "../ui/querybar.tsx";
import { Columns, Views } from "../ui/runtools.tsx";
import { Table, type Col } from "../ui/table.tsx";

/** Every run of the product's experiments: asked, sorted, chosen, compared. The server filters, sorts and counts. */
export default function Runs({ product }: { product: string }) {
  const { experiments, error, retry } = useExperiments(product);
  const [view] = useRunView();
  const all = useGet<{ count: number }>(surveyPath(product, "count", { experiment: view.experiment }));
  useRunEvents(product);
  if (error && !experiments) return <div className="inset grow"><Failure error={error} retry={retry} /></div>;
  if (all.error && !all.data) return <div className="inset grow"><Failure error={all.error} retry={() => void all.refetch()} /></div>;
  if (!experiments || !all.data) return <div className="inset grow"><Loading lines={12} /></div>;
  if (experiments.length === 0 || (all.data.count === 0 && !view.experiment)) return <NoRuns product={product} />;
  return <RunTable product={product} experiments={experiments} total={all.data.count} aged={all.error} />;
}

function NoRuns({ product }: { product: string }) {
  return (
    <div className="inset grow">
      <h1>Runs</h1>
      <div className="gaptop">
        <Empty title="No run yet" command={`export MLFLOW_TRACKING_URI=${window.location.origin}`}>
          Any MLflow client may record one: an experiment named <code>{product}</code> or <code>{product}/…</code> shows here. The training pipeline records its runs by itself.
        </Empty>
      </div>
    </div>
  );
}

function RunTable({ product, experiments, total, aged }: { product: string; experiments: MlExperiment[]; total: number; aged: Error | null }) {
  const [view, change] = useRunView();
  const { experiment, query } = view;
  const filter = asFilter(query);
  const ids = useMemo(() => experiments.map((e) => e.experiment_id), [experiments]);
  const chosen = useMemo(() => (experiment && ids.includes(experiment) ? [experiment] : ids), [ids, experiment]);
  const [told, tell] = useState<Told | null>(null);
  const counted = useGet<{ count: number }>(filter ? surveyPath(product, "count", { filter, experiment }) : null);
  const order = useMemo(() => orderBy(view.order), [view.order]);
  const asked = useRunRows({ experiments: chosen, filter, order }, filter ? (counted.data?.count ?? 0) : total);
  const keys = useKeysOf(product, experiment);
  const fields = useMemo(() => fieldsOfRuns(keys ?? []), [keys]);
  const wanted = useWanted(product);
  const usual = useMemo(() => usualCols(keys ?? [], wanted), [keys, wanted]);
  const shown = view.cols ?? usual;
  const metric = useMemo(() => ranked((keys ?? []).filter((k) => k.group === "METRICS").map((k) => k.key), wanted)[0], [keys, wanted]);
  const [selected, setSelected] = useState<ReadonlyMap<string, Run>>(new Map());
  const [open, setOpen] = useState<"columns" | "views" | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { rows } = asked;
  const count = filter ? (counted.data?.count ?? asked.total) : total;
  const some = [...selected.keys()];
  const compare = () => navigate(some.length > 1 ? compareAt(product, some) : `${page(product, "compare")}?${new URLSearchParams({ ...Object.fromEntries(new URLSearchParams(searchOf({ ...view, cols: null }))), top: String(Math.min(MOST_COMPARED, Math.max(2, count))) }).toString()}`);
  const narrow = useCallback((from: string, to: string) => change({ query: withinTime(filter, from, to) }), [change, filter]);
  const toggle = (id: string) => setSelected((was) => {
    const now = new Map(was);
    const run = rows?.find((r) => r?.id === id);
    if (!now.delete(id) && run) now.set(id, run);
    return now;
  });
  useKeys([
    { keys: "/", label: "query", run: () => field.current?.focus() },
    { keys: ".", label: "columns", run: () => setOpen("columns") },
    { keys: "V", label: "views", run: () => setOpen("views") },
    ...(count > 1 ? [{ keys: "C", label: "compare", run: compare }] : []),
    ...(selected.size > 0 ? [{ keys: "Escape", label: "clear", run: () => setSelected(new Map()) }] : []),
  ]);
  const numeric = useMemo(() => numericParams(asked.first), [asked.first]);
  const cols = useCols(product, experiments, keys, shown, metric, numeric);
  const param = settingsAmong(keys ?? [])[0];
  return (
    <div className="runspage">
      <div className="runshead">
        <h1>Runs</h1>
        <QueryBar query={query} run={(q) => change({ query: q })} fields={fields} valuesAt={(of) => surveyPath(product, "values", { ...of, experiment })} error={asked.error} count={filter ? `${counted.data ? integer(counted.data.count) : "…"} of ${integer(total)}` : integer(total)} example={`metrics.${metric ?? "auc"} > 0.7${param ? ` AND params.${param} = '…'` : ""}`} field={field} />
        <label className="field"><span className="small muted">Experiment</span>
          <select value={experiment ?? ""} onChange={(e) => change({ experiment: e.target.value || null })}>
            <option value="">all {experiments.length}</option>
            {experiments.map((e) => <option key={e.experiment_id} value={e.experiment_id}>{e.name}</option>)}
          </select>
        </label>
        <Views product={product} view={view} open={open === "views"} setOpen={(o) => setOpen(o ? "views" : null)} />
        <Columns keys={keys ?? []} cols={shown} usual={view.cols === null} choose={(c) => change({ cols: c })} open={open === "columns"} setOpen={(o) => setOpen(o ? "columns" : null)} />
        <button className="btn" disabled={count < 2} onClick={compare}>Compare {some.length > 1 ? some.length : count > MOST_COMPARED ? `first ${integer(MOST_COMPARED)}` : count > 2 ? `all ${integer(count)}` : ""}</button>
      </div>
      {aged && <div className="inset"><Stale error={aged} /></div>}
      {metric && !asked.error && <Density path={surveyPath(product, "density", { metric, filter, experiment })} metric={metric} choose={narrow} />}
      {told && <div className="inset tight0"><DoneNote told={told} clear={() => tell(null)} tell={tell} /></div>}
      {asked.error && !rows ? (
        <div className="inset grow">{filter ? <p className="muted">The query is not run; it says why, and where.</p> : <Failure error={asked.error} retry={asked.refetch} />}</div>
      ) : !rows ? <div className="inset grow"><Loading lines={12} /></div> : asked.total === 0 ? (
        <div className="inset grow"><Empty title={filter ? `No run of all ${integer(total)} fits the query` : "This experiment has no run"}><button className="btn s" onClick={() => change({ query: "", experiment: null })}>Clear the query</button></Empty></div>
      ) : (
        <Table tall label="Runs" rows={rows} total={asked.total} cols={cols} id={(r) => r.id} to={(r) => page(product, "runs", r.id)} selected={new Set(some)} onSelect={toggle} order={view.order} onOrder={(order) => change({ order })} drawn={asked.drawn} />
      )}
      {selected.size > 0 && (
        <div className="selection" role="toolbar" aria-label="Chosen runs">
          <b>{selected.size} selected</b>
          {metric && <span className="small muted">{spread([...selected.values()], metric)}</span>}
          <button className="btn primary s" disabled={selected.size < 2} onClick={compare}>Compare <kbd>C</kbd></button>
          <ChosenRuns runs={[...selected.values()]} told={tell} gone={(ids) => setSelected((was) => new Map([...was].filter(([id]) => !ids.includes(id))))} />
          <button className="btn quiet s" onClick={() => setSelected(new Map())}>Clear <kbd>Esc</kbd></button>
        </div>
      )}
    </div>
  );
}

const isFigure = (text: string | undefined): boolean => text !== undefined && text.trim() !== "" && Number.isFinite(Number(text));

/** Parameters whose values are numbers, one a line: compared as a text, it changes only where they do. */
const numericParams = (runs: Run[]): string => [...new Set(runs.flatMap((r) => Object.keys(r.params)))].filter((k) => runs.every((r) => r.params[k] === undefined || isFigure(r.params[k]))).sort().join("\n");

const logged = (col: string): [string, string] => [col.slice(0, 2), col.slice(2)];

/** The columns, by their keys; what is never sorted by has no way to. */
function useCols(product: string, experiments: MlExperiment[], keys: LoggedKey[] | undefined, shown: string[], metric: string | undefined, numeric: string): Col<Run>[] {
  return useMemo(() => {
    const names = new Map(experiments.map((e) => [e.experiment_id, e.name.replace(`${product}/`, "")]));
    const range = keys?.find((k) => k.group === "METRICS" && k.key === metric);
    const low = range?.lowest ?? 0;
    const high = range?.highest ?? 1;
    const when = (at: number | null) => (at ? `${day(new Date(at).toISOString())} ${clock(new Date(at).toISOString())}` : "–");
    const figures = new Set(numeric.split("\n"));
    const own: Record<string, Omit<Col<Run>, "key">> = {
      name: { head: "Name", cell: (r) => r.name || <span className="faint">unnamed</span> },
      experiment: { head: "Experiment", cell: (r) => <span className="muted">{names.get(r.experiment) ?? r.experiment}</span> },
      start: { head: "Started", cell: (r) => when(r.start) },
      end: { head: "Ended", cell: (r) => when(r.end) },
      took: { head: "Took", num: true, cell: (r) => (r.start && r.end ? length((r.end - r.start) / 1000) : "–") },
      commit: { head: "Commit", cell: (r) => { const made = commitOf(r); return made ? <Link to={codeAt(product, made)} className="mono">{commit(made)}</Link> : "–"; } },
      user: { head: "By", cell: (r) => <span className="muted">{r.user || "–"}</span> },
    };
    const of = (col: string): Col<Run> | null => {
      const sort = fieldOf(col) === null ? {} : { sort: () => null };
      const mine = own[col];
      if (mine) return { key: col, ...mine, ...sort };
      const [group, key] = logged(col);
      if (group === "m.") return { key: col, head: key, num: true, ...sort, cell: (r) => measured(r, key, key === metric, low, high) };
      if (group === "p.") return { key: col, head: key, num: figures.has(key), ...sort, cell: (r) => r.params[key] ?? "–" };
      if (group === "t.") return { key: col, head: key, ...sort, cell: (r) => r.tags[key] ?? "–" };
      return null;
    };
    return [
      { key: "state", head: "", width: "20px", cell: (r) => <State state={r.status} text={false} /> },
      { key: "id", head: "Run", cell: (r) => <Link to={page(product, "runs", r.id)} className="mono">{short(r.id, 8)}</Link> },
      ...shown.flatMap((col) => of(col) ?? []),
    ];
  }, [product, experiments, keys, shown, metric, numeric]);
}

function measured(run: Run, key: string, first: boolean, low: number, high: number) {
  const v = run.metrics[key];
  if (v === undefined) return first && run.status === "FAILED" ? <span className="fail-t">failed</span> : "–";
  const share = lessIsBetter(key) ? (high - v) / (high - low || 1) : (v - low) / (high - low || 1);
  return <>{first && <span className="bar" aria-hidden="true"><i style={{ width: `${Math.max(3, Math.min(100, share * 100))}%` }} /></span>}{fixed(v, 4)}</>;
}

function spread(runs: Run[], metric: string): string {
  const values = runs.map((r) => r.metrics[metric]).filter((v): v is number => v !== undefined);
  return values.length ? `${metric} ${number(Math.min(...values))} to ${number(Math.max(...values))}` : "";
}

