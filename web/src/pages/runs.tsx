import { useEffect, useMemo, useRef, useState } from "react";
import { commit, day, clock, fixed, integer, length, number, short } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { commitOf, lessIsBetter, metricsOf, settingsOf, useExperiments, useRunEvents, useRuns, useWanted, type Run } from "../lib/mlflow.ts";
import { codeAt, Link, navigate, page, useParam } from "../lib/router.tsx";
import { parseFilter } from "../lib/runfilter.ts";
import { Icon, State } from "../ui/icons.tsx";
import { Density } from "../ui/density.tsx";
import { Empty, Failure, Loading, Stale } from "../ui/parts.tsx";
import { Table, type Col } from "../ui/table.tsx";

/** So many found are enough to look at. */
const ENOUGH = 50;

/** Every run of the product's experiments: asked, sorted, chosen, compared. */
export default function Runs({ product }: { product: string }) {
  const { experiments, error, retry } = useExperiments(product);
  const ids = useMemo(() => experiments?.map((e) => e.experiment_id), [experiments]);
  const [experiment, setExperiment] = useParam("experiment");
  const chosen = ids && experiment && ids.includes(experiment) ? [experiment] : ids;
  const asked = useRuns(chosen);
  useRunEvents();
  if (error && !experiments) return <div className="inset grow"><Failure error={error} retry={retry} /></div>;
  if (asked.error && !asked.data) return <div className="inset grow"><Failure error={asked.error} retry={() => void asked.refetch()} /></div>;
  if (experiments && experiments.length === 0) return <NoRuns product={product} />;
  if (!asked.data) return <div className="inset grow"><Loading lines={12} /></div>;
  if (asked.data.length === 0 && !experiment && !asked.hasNextPage) return <NoRuns product={product} />;
  const more = () => {
    if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage();
  };
  return <RunTable product={product} runs={asked.data} aged={asked.error} more={asked.hasNextPage} loadMore={more} experiments={(experiments ?? []).map((e) => [e.experiment_id, e.name])} experiment={experiment} setExperiment={setExperiment} />;
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

interface Props {
  product: string;
  runs: Run[];
  aged: Error | null;
  more: boolean;
  loadMore: () => void;
  experiments: [string, string][];
  experiment: string | null;
  setExperiment: (id: string | null) => void;
}

function RunTable({ product, runs, aged, more, loadMore, experiments, experiment, setExperiment }: Props) {
  const [query, setQuery] = useParam("q");
  const [text, setText] = useState(query ?? "");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const field = useRef<HTMLInputElement>(null);
  const filter = useMemo(() => parseFilter(text), [text]);
  const shown = useMemo(() => runs.filter(filter.test), [runs, filter]);
  const wanted = useWanted(product);
  const metrics = useMemo(() => metricsOf(runs, wanted).slice(0, 3), [runs, wanted]);
  const params = useMemo(() => settingsOf(runs).slice(0, 5), [runs]);
  const first = metrics[0];
  const compare = () => navigate(`${page(product, "compare")}?runs=${[...selected].map(encodeURIComponent).join(",")}`);
  const toggle = (id: string) => setSelected((was) => {
    const now = new Set(was);
    if (!now.delete(id)) now.add(id);
    return now;
  });
  useKeys([
    { keys: "/", label: "query", run: () => field.current?.focus() },
    ...(selected.size > 1 ? [{ keys: "C", label: "compare", run: compare }] : []),
    ...(selected.size > 0 ? [{ keys: "Escape", label: "clear", run: () => setSelected(new Set()) }] : []),
  ]);
  const range = useMemo(() => {
    const values = first ? shown.map((r) => r.metrics[first]).filter((v): v is number => Number.isFinite(v)) : [];
    return values.length ? [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))] : [0, 1];
  }, [shown, first]);
  const [low = 0, high = 1] = range;
  // What is asked for may lie further back than what was read.
  const seeking = text.trim() !== "" && !filter.error && more && shown.length < ENOUGH;
  useEffect(() => {
    if (seeking) loadMore();
  });
  const names = new Map(experiments);

  const cols: Col<Run>[] = [
    { key: "state", head: "", width: "20px", cell: (r) => <State state={r.status} text={false} /> },
    { key: "id", head: "Run", cell: (r) => <Link to={page(product, "runs", r.id)} className="mono">{short(r.id, 8)}</Link> },
    { key: "name", head: "Name", cell: (r) => r.name || <span className="faint">unnamed</span>, sort: (r) => r.name },
    { key: "experiment", head: "Experiment", cell: (r) => <span className="muted">{(names.get(r.experiment) ?? r.experiment).replace(`${product}/`, "")}</span>, sort: (r) => r.experiment },
    { key: "start", head: "Started", cell: (r) => (r.start ? `${day(new Date(r.start).toISOString())} ${clock(new Date(r.start).toISOString())}` : "–"), sort: (r) => r.start },
    { key: "took", head: "Took", num: true, cell: (r) => (r.start && r.end ? length((r.end - r.start) / 1000) : "–"), sort: (r) => (r.start && r.end ? r.end - r.start : null) },
    ...metrics.map((m, i): Col<Run> => ({
      key: `m.${m}`, head: m, num: true, sort: (r) => r.metrics[m],
      cell: (r) => {
        const v = r.metrics[m];
        if (v === undefined) return i === 0 && r.status === "FAILED" ? <span className="fail-t">failed</span> : "–";
        const share = lessIsBetter(m) ? (high - v) / (high - low || 1) : (v - low) / (high - low || 1);
        return <>{i === 0 && <span className="bar" aria-hidden="true"><i style={{ width: `${Math.max(3, share * 100)}%` }} /></span>}{fixed(v, 4)}</>;
      },
    })),
    ...params.map((k): Col<Run> => ({ key: `p.${k}`, head: k, num: runs.some((r) => r.params[k] !== undefined && r.params[k] !== "" && Number.isFinite(Number(r.params[k]))), cell: (r) => r.params[k] ?? "–", sort: (r) => { const v = r.params[k]; return v !== undefined && v !== "" && Number.isFinite(Number(v)) ? Number(v) : v; } })),
    { key: "commit", head: "Commit", cell: (r) => { const made = commitOf(r); return made ? <Link to={codeAt(product, made)} className="mono">{commit(made)}</Link> : "–"; } },
    { key: "user", head: "By", cell: (r) => <span className="muted">{r.user || "–"}</span>, sort: (r) => r.user },
  ];
  return (
    <div className="runspage">
      <div className="runshead">
        <h1>Runs</h1>
        <label className={`field grow${filter.error ? " bad" : ""}`}>
          <Icon name="find" tone="faint" />
          <input ref={field} className="mono" aria-label="Query" placeholder={`metrics.${first ?? "auc"} > 0.7${params[0] ? ` and params.${params[0]} = '${runs[0]?.params[params[0]] ?? "…"}'` : ""}`} value={text} onChange={(e) => { setText(e.target.value); setQuery(e.target.value || null); }} onKeyDown={(e) => e.key === "Escape" && field.current?.blur()} />
          <span className="small muted nowrap" aria-live="polite">{filter.error ?? `${integer(shown.length)} of ${integer(runs.length)}${more ? " read so far" : ""}`}</span>
        </label>
        <label className="field"><span className="small muted">Experiment</span>
          <select value={experiment ?? ""} onChange={(e) => setExperiment(e.target.value || null)}>
            <option value="">all {experiments.length}</option>
            {experiments.map(([id, name]) => <option key={id} value={id}>{name}</option>)}
          </select>
        </label>
      </div>
      {aged && <div className="inset"><Stale error={aged} /></div>}
      {first && shown.length > 30 && <Density runs={shown} metric={first} />}
      {shown.length === 0 ? <div className="inset"><Empty title={seeking ? `None among the newest ${integer(runs.length)}; reading on` : `No run of all ${integer(runs.length)} fits the query`}><button className="btn s" onClick={() => { setText(""); setQuery(null); }}>Clear the query</button></Empty></div> : (
        <Table tall label="Runs" rows={shown} cols={cols} id={(r) => r.id} to={(r) => page(product, "runs", r.id)} selected={selected} onSelect={toggle} sorted={{ key: "start", up: false }} {...(more ? { end: loadMore } : {})} />
      )}
      {selected.size > 0 && (
        <div className="selection" role="toolbar" aria-label="Chosen runs">
          <b>{selected.size} selected</b>
          {first && <span className="small muted">{spread(runs.filter((r) => selected.has(r.id)), first)}</span>}
          <button className="btn primary s" disabled={selected.size < 2} onClick={compare}>Compare <kbd>C</kbd></button>
          <button className="btn quiet s" onClick={() => setSelected(new Set())}>Clear <kbd>Esc</kbd></button>
        </div>
      )}
    </div>
  );
}

function spread(runs: Run[], metric: string): string {
  const values = runs.map((r) => r.metrics[metric]).filter((v): v is number => v !== undefined);
  return values.length ? `${metric} ${number(Math.min(...values))} to ${number(Math.max(...values))}` : "";
}
