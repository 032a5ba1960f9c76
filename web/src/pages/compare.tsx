import { useCallback, useEffect, useMemo, useState } from "react";
import { compareAt, MOST_COMPARED, namedRuns, useHash } from "../lib/comparison.ts";
import { drawnOf, useSampled } from "../lib/curves.ts";
import { dimsOf } from "../lib/dims.ts";
import { integer, number } from "../lib/format.ts";
import { useKeys } from "../lib/keys.ts";
import { lessIsBetter, metricsOf, ranked, useExperiments, useKeysOf, useRuns, useRunsOf, useWanted, type Run } from "../lib/mlflow.ts";
import { Link, navigate, page, useAddress, useParam } from "../lib/router.tsx";
import { fieldOf, orderBy, viewOf } from "../lib/runview.ts";
import { Contour } from "../ui/contour.tsx";
import { CurveControls, Curves, PLAIN, type Curve, type Drawn } from "../ui/curves.tsx";
import { Differences } from "../ui/differences.tsx";
import { Parallel } from "../ui/parallel.tsx";
import { Empty, Failure, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Scatter } from "../ui/scatter.tsx";
import { asFilter } from "../ui/querybar.tsx";

const BEST = 4;
const FEW = 5;
const BEHIND = 200;
const AT_ONCE = 250;

/** Runs side by side: those that the address names, the first of a query, or the best of all. */
export default function Compare({ product }: { product: string }) {
  const { query } = useAddress();
  const hash = useHash();
  const [named] = useParam("runs");
  const top = Math.min(MOST_COMPARED, Number(query.get("top")) || 0);
  const view = useMemo(() => viewOf(query), [query]);
  const ids = useMemo(() => namedRuns(named, hash), [named, hash]);
  const { experiments, error } = useExperiments(product);
  const all = useMemo(() => experiments?.map((e) => e.experiment_id), [experiments]);
  const chosen = useMemo(() => (all && view.experiment && all.includes(view.experiment) ? [view.experiment] : all), [all, view.experiment]);
  const wanted = useWanted(product);
  const keys = useKeysOf(product, view.experiment);
  const metric = useMemo(() => ranked((keys ?? []).filter((k) => k.group === "METRICS").map((k) => k.key), wanted)[0] ?? null, [keys, wanted]);
  const byIds = useRunsOf(all, ids);
  // The server sorts: the best of all are its first page.
  const best = metric === null ? [] : [`${fieldOf(`m.${metric}`) ?? ""} ${lessIsBetter(metric) ? "ASC" : "DESC"}`];
  const bySearch = top > 0;
  // Others are drawn behind a few; behind many nobody would see them.
  const among = ids.length > FEW || !keys ? undefined : all;
  const asked = useRuns(bySearch ? { experiments: chosen, filter: asFilter(view.query), order: orderBy(view.order) } : { experiments: among, order: best }, AT_ONCE);
  const many = asked.data?.length ?? 0;
  const reading = bySearch && asked.hasNextPage && many < top;
  useEffect(() => {
    if (reading && !asked.isFetchingNextPage && !asked.error) void asked.fetchNextPage();
  });
  const pool = useMemo(() => asked.data ?? [], [asked.data]);
  const runs = useMemo(() => {
    if (ids.length > 0) return byIds.runs;
    return bySearch ? pool.slice(0, top) : pool.filter((r) => metric !== null && r.metrics[metric] !== undefined).slice(0, BEST);
  }, [ids, byIds.runs, bySearch, pool, top, metric]);
  const behind = useMemo(() => pool.filter((r) => !runs.some((c) => c.id === r.id)).slice(0, BEHIND), [pool, runs]);
  const failed = (ids.length > 0 ? byIds.error : asked.error) ?? (experiments ? null : error);
  if (failed && runs.length === 0) return <Failure error={failed} />;
  const waiting = experiments === undefined || (experiments.length > 0 && (ids.length > 0 ? byIds.pending : keys === undefined || asked.isPending || reading));
  if (waiting) return <Loading lines={8} />;
  if (runs.length === 0) return <><PageHead title="Compare" /><Empty title="No runs to compare"><Link to={page(product, "runs")}>Choose some among the runs</Link>: <kbd>X</kbd> selects, <kbd>C</kbd> compares; with none selected all of the query are compared, up to {integer(MOST_COMPARED)}.</Empty></>;
  const lost = ids.length - runs.length;
  return (
    <Compared
      product={product}
      runs={runs}
      behind={behind}
      wanted={wanted}
      title={ids.length > 0 ? `Compare ${integer(runs.length)} runs` : bySearch ? `Compare the first ${integer(runs.length)} runs of the query` : `The best ${runs.length} of all runs`}
      note={ids.length > 0 ? (lost > 0 ? `${integer(lost)} of those that were chosen are not there any more.` : "") : bySearch ? "" : "Choose others among the runs."}
    />
  );
}

/** Where each run stands among the others by a metric, from 0, the worst, to 1. */
function useRank(runs: Run[], metric: string | undefined): (run: Run) => number | undefined {
  return useMemo(() => {
    if (!metric) return () => undefined;
    const sorted = runs.filter((r) => Number.isFinite(r.metrics[metric])).sort((a, b) => ((a.metrics[metric] ?? 0) - (b.metrics[metric] ?? 0)) * (lessIsBetter(metric) ? -1 : 1));
    const at = new Map(sorted.map((r, i) => [r.id, sorted.length > 1 ? i / (sorted.length - 1) : 1]));
    return (run) => at.get(run.id);
  }, [runs, metric]);
}

function Compared({ product, runs, behind, wanted, title, note }: { product: string; runs: Run[]; behind: Run[]; wanted: string | null; title: string; note: string }) {
  const metrics = useMemo(() => metricsOf(runs, wanted), [runs, wanted]);
  const dims = useMemo(() => dimsOf(runs, wanted), [runs, wanted]);
  const [by, setBy] = useParam("by");
  const first = by && metrics.includes(by) ? by : metrics[0];
  const rank = useRank(runs, first);
  const [brushed, brush] = useState<ReadonlySet<string> | null>(null);
  const better = useMemo(() => runs.filter((r) => rank(r) !== undefined).sort((a, b) => (rank(b) ?? 0) - (rank(a) ?? 0)), [runs, rank]);
  const [best, second] = better;
  const open = useCallback((run: Run) => navigate(page(product, "runs", run.id)), [product]);
  const keep = () => {
    navigate(compareAt(product, [...(brushed ?? [])]));
    brush(null);
  };
  useKeys(runs.length <= 9 ? [{ keys: runs.map((_, i) => i + 1).join("/"), label: "open a run", run: (e) => { const r = runs[Number(e.key) - 1]; if (r) open(r); } }] : []);
  return (
    <>
      <PageHead title={title} sub={<>{best && first ? <><Link to={page(product, "runs", best.id)} className="mono">{best.id.slice(0, 7)}</Link> is best by {first}{second && <>, {number(Math.abs((best.metrics[first] ?? 0) - (second.metrics[first] ?? 0)), 4)} ahead of {second.id.slice(0, 7)}</>}. </> : ""}{note}</>}>
        {metrics.length > 1 && <Pick label="Judged by" value={first ?? ""} options={metrics.map((m) => [m, m])} choose={setBy} />}
        <Link className="btn" to={page(product, "runs")}>Choose runs</Link>
      </PageHead>
      <div className="stack">
        <Parallel runs={runs} behind={behind} dims={dims} rank={rank} brush={brush} brushed={brushed?.size ?? null} keep={keep} />
        <div className="grid cols2">
          <Pairs product={product} runs={runs} dims={dims} metric={first} rank={rank} brushed={brushed} open={open} />
        </div>
        <MetricCurves runs={runs} metrics={metrics} rank={rank} open={open} />
        <Differences product={product} runs={runs} wanted={wanted} />
      </div>
    </>
  );
}

export function Pick({ label, value, options, choose }: { label: string; value: string; options: [string, string][]; choose: (value: string) => void }) {
  return (
    <label className="field pick1"><span className="small muted">{label}</span>
      <select value={value} onChange={(e) => choose(e.target.value)}>{options.map(([v, text]) => <option key={v} value={v}>{text}</option>)}</select>
    </label>
  );
}

interface PairsProps {
  product: string;
  runs: Run[];
  dims: ReturnType<typeof dimsOf>;
  metric: string | undefined;
  rank: (run: Run) => number | undefined;
  brushed: ReadonlySet<string> | null;
  open: (run: Run) => void;
}

/** Two axes of free choice, with a point per run; and a metric over two settings. */
function Pairs({ product, runs, dims, metric, rank, brushed, open }: PairsProps) {
  const differing = useMemo(() => dims.filter((d) => new Set(runs.map((r) => d.of(r))).size > 1), [dims, runs]);
  const settings = differing.filter((d) => d.id.startsWith("p.") && d.categories.length === 0 && d.id !== "p.seed");
  const judged = dims.find((d) => d.id === `m.${metric}`) ?? differing.find((d) => d.id.startsWith("m."));
  const [axes, setAxes] = useState<Record<string, string>>({});
  const of = (axis: string, usual: (typeof dims)[number] | undefined) => dims.find((d) => d.id === axes[axis]) ?? usual;
  const x = of("x", settings[0] ?? differing[0]);
  const y = of("y", judged ?? differing[1]);
  const cx = of("cx", settings[0] ?? differing[0]);
  const cy = of("cy", settings[1] ?? differing[1]);
  const cz = of("cz", judged ?? differing[2]);
  const faint = useCallback((run: Run) => brushed !== null && !brushed.has(run.id), [brushed]);
  const within = useMemo(() => (brushed ? runs.filter((r) => brushed.has(r.id)) : runs), [runs, brushed]);
  const pick = (axis: string, label: string, dim: (typeof dims)[number] | undefined) => <Pick key={axis} label={label} value={dim?.id ?? ""} options={dims.map((d) => [d.id, d.name])} choose={(id) => setAxes((was) => ({ ...was, [axis]: id }))} />;
  return (
    <>
      <Panel title="Scatter" right={<>{pick("x", "x", x)}{pick("y", "y", y)}</>}>
        <div className="pad">{x && y ? <Scatter runs={runs} x={x} y={y} rank={rank} faint={faint} open={open} /> : <Empty title="Nothing to place them by" />}</div>
      </Panel>
      <Panel title="Contour" right={<>{pick("cx", "x", cx)}{pick("cy", "y", cy)}{pick("cz", "height", cz)}</>}>
        <div className="pad">{cx && cy && cz ? <Contour runs={within} x={cx} y={cy} z={cz} hrefOf={(r) => page(product, "runs", r.id)} /> : <Empty title="Nothing to draw over" />}</div>
      </Panel>
    </>
  );
}

/** Curves of the metrics that have any, sampled by the server. */
function MetricCurves({ runs, metrics, rank, open }: { runs: Run[]; metrics: string[]; rank: (run: Run) => number | undefined; open: (run: Run) => void }) {
  const [drawn, draw] = useState<Drawn>(PLAIN);
  const curved = useMemo(() => metrics.filter((m) => runs.some((r) => (r.steps[m] ?? 0) > 0)), [metrics, runs]);
  const [picked, pick] = useState<(string | undefined)[]>([]);
  if (curved.length === 0) return <Panel title="Metric curves"><Empty title="One value each, no curve">A metric that is logged at several steps is drawn here, a line per run.</Empty></Panel>;
  const shown = [picked[0] ?? curved[0], ...(curved.length > 1 ? [picked[1] ?? curved[1]] : [])] as string[];
  return (
    <Panel title="Metric curves" right={<CurveControls drawn={drawn} change={draw} />}>
      <div className={shown.length > 1 ? "grid cols2 pad" : "pad"}>
        {shown.map((metric, i) => (
          <div key={i}>
            <Pick label="Metric" value={metric} options={curved.map((m) => [m, m])} choose={(m) => pick((was) => Object.assign([was[0], was[1]], { [i]: m }))} />
            <OneMetric runs={runs} metric={metric} drawn={drawn} rank={rank} open={open} />
          </div>
        ))}
      </div>
    </Panel>
  );
}

function OneMetric({ runs, metric, drawn, rank, open }: { runs: Run[]; metric: string; drawn: Drawn; rank: (run: Run) => number | undefined; open: (run: Run) => void }) {
  const having = useMemo(() => runs.filter((r) => r.metrics[metric] !== undefined), [runs, metric]);
  const ids = useMemo(() => having.map((r) => r.id), [having]);
  const { points, pending, error } = useSampled(ids, metric);
  const curves = useMemo(() => having.map((r): Curve => ({ name: r.name ? `${r.id.slice(0, 7)} ${r.name}` : r.id.slice(0, 7), points: drawnOf(points.get(r.id) ?? [], drawn.along), rank: rank(r) })), [having, points, drawn.along, rank]);
  const openAt = useCallback((i: number) => { const r = having[i]; if (r) open(r); }, [having, open]);
  if (error) return <Failure error={error} />;
  if (pending && points.size === 0) return <Loading lines={5} />;
  return <Curves metric={metric} curves={curves} height={250} drawn={drawn} open={openAt} />;
}
