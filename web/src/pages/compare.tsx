import { useCallback, useEffect, useMemo, useState } from "react";
import { useQueries } from "@tanstack/react-query";
import { getJson } from "../lib/api.ts";
import { fixed, integer, number, short } from "../lib/format.ts";
import { keysOf, lessIsBetter, metricsOf, runOf, runPath, settingsOf, tellsQuality, useExperiments, useRuns, useWanted, type Run } from "../lib/mlflow.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import type { MlRun } from "../lib/types.ts";
import { Chart, type Ink } from "../ui/chart.tsx";
import { Curves } from "../ui/curves.tsx";
import { Empty, Failure, Loading, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { useCurves } from "./run.tsx";

const MOST = 5;
const MOST_READ = 20_000;

/** Up to five runs side by side; where none is named, the best of all that were read. */
export default function Compare({ product }: { product: string }) {
  const [named] = useParam("runs");
  const { experiments, error } = useExperiments(product);
  const ids = useMemo(() => experiments?.map((e) => e.experiment_id), [experiments]);
  const all = useRuns(ids);
  // The best of all: so all are read, to a bound that is told.
  const reading = !named && all.hasNextPage && (all.data?.length ?? 0) < MOST_READ;
  useEffect(() => {
    if (reading && !all.isFetchingNextPage) void all.fetchNextPage();
  });
  const pool = useMemo(() => all.data ?? [], [all.data]);
  const wanted = useWanted(product);
  const metric = metricsOf(pool, wanted)[0];
  const asked = useMemo(() => (named ? named.split(",").filter(Boolean).slice(0, MOST) : []), [named]);
  const best = useMemo(() => {
    if (asked.length > 0 || !metric) return [];
    return pool.filter((r) => r.metrics[metric] !== undefined).sort((a, b) => ((a.metrics[metric] ?? 0) - (b.metrics[metric] ?? 0)) * (lessIsBetter(metric) ? 1 : -1)).slice(0, 4);
  }, [pool, metric, asked]);
  const fetched = useQueries({
    queries: asked.map((id) => ({
      queryKey: [runPath(id)],
      queryFn: () => getJson<{ run: MlRun }>(runPath(id)),
    })),
  });
  const failed = fetched.find((f) => f.error)?.error ?? (experiments ? null : error);
  const runs = asked.length > 0 ? fetched.flatMap((f) => (f.data ? [runOf(f.data.run)] : [])) : best;
  const unique = runs.filter((r, i) => runs.findIndex((x) => x.id === r.id) === i);
  if (failed) return <Failure error={failed} />;
  if (unique.length === 0) {
    const waiting = fetched.some((f) => f.isPending) || (asked.length === 0 && (experiments === undefined || (experiments.length > 0 && all.isPending)));
    return waiting ? <Loading lines={8} /> : <><PageHead title="Compare" /><Empty title="No runs to compare"><Link to={page(product, "runs")}>Choose some among the runs</Link>: <kbd>X</kbd> selects, <kbd>C</kbd> compares.</Empty></>;
  }
  return <SideBySide product={product} runs={unique} pool={pool} chosen={asked.length > 0} among={`${all.hasNextPage ? "of the newest " : "of all "}${integer(pool.length)}${reading ? ", reading on" : ""}`} />;
}

function SideBySide({ product, runs, pool, chosen, among }: { product: string; runs: Run[]; pool: Run[]; chosen: boolean; among: string }) {
  const [which, show] = useState<"differing" | "all">("differing");
  const metrics = metricsOf(runs, useWanted(product));
  const first = metrics[0];
  const names = runs.map((r) => ({ id: r.id, name: r.id.slice(0, 7) }));
  const curves = useCurves(names, metrics.slice(0, 2));
  const better = first ? [...runs].filter((r) => r.metrics[first] !== undefined).sort((a, b) => ((a.metrics[first] ?? 0) - (b.metrics[first] ?? 0)) * (lessIsBetter(first) ? 1 : -1)) : [];
  const [best, second] = better;
  const rows = [
    ...keysOf(runs, "params").map((key) => ({ from: "params", key, values: runs.map((r) => r.params[key]) })),
    ...metrics.map((key) => ({ from: "metrics", key, values: runs.map((r) => (r.metrics[key] === undefined ? undefined : String(r.metrics[key]))) })),
    ...keysOf(runs, "tags").filter((k) => !k.startsWith("mlflow.")).map((key) => ({ from: "tags", key, values: runs.map((r) => r.tags[key]) })),
  ];
  const differing = rows.filter((r) => new Set(r.values).size > 1);
  const shown = which === "all" ? rows : differing;
  return (
    <>
      <PageHead
        title={chosen ? `Compare ${runs.length} runs` : `The best ${runs.length} ${among} runs`}
        sub={best && first ? <>{best.id.slice(0, 7)} is best by {first}{second && <>, {number(Math.abs((best.metrics[first] ?? 0) - (second.metrics[first] ?? 0)), 4)} ahead of {second.id.slice(0, 7)}</>}.{!chosen && " Choose others among the runs."}</> : ""}
      >
        <Link className="btn" to={page(product, "runs")}>Choose runs</Link>
      </PageHead>
      <div className="stack">
        <Parallel runs={runs} pool={pool} metrics={metrics.slice(0, 2)} />
        <div className="grid cols2">
          {[...curves].map(([metric, lines]) => <Panel key={metric} title={`${metric} by step`}><div className="pad"><Curves metric={metric} curves={lines} height={230} /></div></Panel>)}
        </div>
        <Panel title="Differences" right={<Segments label="Rows" value={which} options={[["differing", `Differing ${differing.length}`], ["all", `All ${rows.length}`]]} onChange={show} />}>
          <div className="tablebox">
            <table>
              <thead><tr><th>From</th><th>Key</th>{runs.map((r, i) => <th key={r.id}><Link to={page(product, "runs", r.id)} className={`mono t${i + 1}c`}>{r.id.slice(0, 7)}</Link> {r.name}</th>)}</tr></thead>
              <tbody>
                {shown.map((row) => (
                  <tr key={row.from + row.key}>
                    <td className="muted">{row.from}</td><td><code>{row.key}</code></td>
                    {row.values.map((v, i) => {
                      const top = row.from === "metrics" && tellsQuality(row.key) && bestOf(row.key, row.values) === i;
                      return <td key={runs[i]?.id} className={top ? "best" : ""}>{v === undefined ? "–" : row.from === "metrics" ? fixed(Number(v), 4) : short(v, 20)}</td>;
                    })}
                  </tr>
                ))}
                {shown.length === 0 && <tr><td colSpan={runs.length + 2} className="muted">They do not differ in anything that was recorded.</td></tr>}
              </tbody>
            </table>
          </div>
        </Panel>
      </div>
    </>
  );
}

function bestOf(metric: string, values: (string | undefined)[]): number {
  let best = -1;
  values.forEach((v, i) => {
    if (v === undefined) return;
    if (best < 0 || (lessIsBetter(metric) ? Number(v) < Number(values[best]) : Number(v) > Number(values[best]))) best = i;
  });
  return best;
}

/** Numeric parameters to metrics; all that were read in grey behind the chosen. */
function Parallel({ runs, pool, metrics }: { runs: Run[]; pool: Run[]; metrics: string[] }) {
  const params = useMemo(() => settingsOf(runs).filter((k) => k !== "seed" && [...runs, ...pool.slice(0, 50)].every((r) => r.params[k] === undefined || (r.params[k] !== "" && Number.isFinite(Number(r.params[k]))))).slice(0, 6), [runs, pool]);
  const dims = useMemo(() => [...params, ...[...metrics].reverse()], [params, metrics]);
  const behind = useMemo(() => pool.filter((r) => !runs.some((chosen) => chosen.id === r.id) && dims.every((d) => r.params[d] !== undefined || r.metrics[d] !== undefined)).slice(0, 200), [pool, dims, runs]);
  const value = (r: Run, d: string): number | "-" => { const v = r.metrics[d] ?? (r.params[d] === undefined ? NaN : Number(r.params[d])); return Number.isFinite(v) ? v : "-"; };
  const option = useCallback(
    (t: Ink) => ({
      parallel: { left: 50, right: 110, top: 34, bottom: 20, parallelAxisDefault: { nameLocation: "start", nameGap: 14, inverse: false, nameTextStyle: { color: t.text, fontSize: 11.5, fontWeight: 600 }, axisLine: { lineStyle: { color: t.line } }, axisTick: { show: false }, axisLabel: { color: t.axis, fontSize: 10.5, formatter: (v: number) => number(v, 3) }, areaSelectStyle: { color: t.accent, opacity: 0.2, borderColor: t.accent } } },
      parallelAxis: dims.map((name, dim) => ({ dim, name, scale: true, nameLocation: "end" })),
      series: [
        { type: "parallel", smooth: 0.25, lineStyle: { color: t.reference, width: 0.7, opacity: 0.22 }, data: behind.map((r) => dims.map((d) => value(r, d))), silent: true },
        ...runs.map((r, i) => ({ type: "parallel", name: r.id.slice(0, 7), smooth: 0.25, lineStyle: { color: t.cat[i % 5], width: 2.2, opacity: 1 }, data: [dims.map((d) => value(r, d))] })),
      ],
    }),
    [runs, behind, dims],
  );
  if (dims.length < 2) return null;
  return (
    <Panel title="Parameters to metrics" right={<span className="legend">{runs.map((r, i) => <span key={r.id}><i style={{ borderColor: `var(--cat-${(i % 5) + 1})` }} />{r.id.slice(0, 7)}</span>)}<span>{behind.length} others in grey</span></span>}>
      <div className="pad"><Chart label={`${runs.length} runs over ${dims.join(", ")}`} height={250} option={option} table={{ heads: ["run", ...dims], rows: runs.map((r) => [r.id.slice(0, 7), ...dims.map((d) => String(value(r, d)))]) }} /></div>
    </Panel>
  );
}
