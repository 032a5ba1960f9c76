import { useCallback, useMemo, useState } from "react";
import { shownValue, type Dim } from "../lib/dims.ts";
import { number } from "../lib/format.ts";
import type { Run } from "../lib/mlflow.ts";
import { Chart, type Ink } from "./chart.tsx";
import { shadeOf } from "./curves.tsx";
import { Panel } from "./parts.tsx";
import { Popup } from "./runtools.tsx";

const NAMED = 5;
const USUAL_SETTINGS = 6;
const USUAL_METRICS = 2;
const MOST_AXES = 14;

interface Props {
  runs: Run[];
  /** Others of the product, behind a few chosen ones. */
  behind: Run[];
  dims: Dim[];
  /** Where a run stands by the first metric, from 0 to 1, of many. */
  rank: (run: Run) => number | undefined;
  /** Runs within what was brushed; null where nothing is. */
  brush: (ids: ReadonlySet<string> | null) => void;
  brushed: number | null;
  /** Leaves only those that were brushed. */
  keep: () => void;
}

/** Settings to metrics, a line per run; axes are brushed by dragging along them. */
export function Parallel({ runs, behind, dims, rank, brush, brushed, keep }: Props) {
  const [chosen, choose] = useState<string[] | null>(null);
  const [open, setOpen] = useState(false);
  const usual = useMemo(() => {
    const differing = dims.filter((d) => new Set(runs.map((r) => d.of(r))).size > 1 && d.id !== "p.seed");
    const metrics = differing.filter((d) => d.id.startsWith("m.")).slice(0, USUAL_METRICS);
    return [...differing.filter((d) => d.id.startsWith("p.")).slice(0, USUAL_SETTINGS), ...metrics.reverse()].map((d) => d.id);
  }, [dims, runs]);
  const on = chosen ?? usual;
  const axes = useMemo(() => dims.filter((d) => on.includes(d.id)).sort((a, b) => on.indexOf(a.id) - on.indexOf(b.id)), [dims, on]);
  const many = runs.length > NAMED;
  const option = useCallback(
    (t: Ink) => {
      const row = (r: Run) => axes.map((d) => { const v = d.of(r); return v === undefined ? "-" : v; });
      // Lines run behind the labels: a rim keeps these readable.
      const label = { color: t.axis, fontSize: 10.5, textBorderColor: t.surface, textBorderWidth: 3 };
      return {
        parallel: { left: 50, right: 110, top: 34, bottom: 20, parallelAxisDefault: { nameLocation: "end", nameGap: 14, nameTextStyle: { color: t.text, fontSize: 11.5, fontWeight: 600 }, nameTruncate: { maxWidth: 130 }, axisLine: { lineStyle: { color: t.line } }, axisTick: { show: false }, axisLabel: label, areaSelectStyle: { width: 16, color: t.accent, opacity: 0.2, borderColor: t.accent, borderWidth: 1 } } },
        parallelAxis: axes.map((d, dim) => ({ dim, name: d.name, ...(d.categories.length ? { type: "category", data: d.categories } : { scale: true, axisLabel: { ...label, formatter: (v: number) => number(v, 3) } }) })),
        series: [
          ...(many ? [] : [{ type: "parallel", name: "others", lineStyle: { color: t.reference, width: 0.7, opacity: 0.22 }, inactiveOpacity: 0.05, data: behind.map(row), silent: true }]),
          ...(many
            ? [{ type: "parallel", name: "runs", progressive: 0, inactiveOpacity: 0.03, activeOpacity: 0.85, lineStyle: { width: 1, opacity: runs.length > 200 ? 0.35 : 0.6 }, data: runs.map((r) => ({ value: row(r), lineStyle: { color: shadeOf(t, rank(r)) } })) }]
            : runs.map((r, i) => ({ type: "parallel", name: r.id.slice(0, 7), inactiveOpacity: 0.08, lineStyle: { color: t.cat[i % 5], width: 2.2, opacity: 1 }, data: [row(r)] }))),
        ],
      };
    },
    [runs, behind, axes, many, rank],
  );
  const events = useMemo(
    () => ({
      axisareaselected: (_: never, chart: unknown) => {
        if (!many) return;
        const model = (chart as { getModel: () => { getSeries: () => { getRawIndicesByActiveState: (state: string) => number[] }[]; getComponent: (kind: string, at: number) => { activeIntervals?: unknown[] } | undefined } }).getModel();
        const any = axes.some((_d, i) => (model.getComponent("parallelAxis", i)?.activeIntervals?.length ?? 0) > 0);
        brush(any ? new Set(model.getSeries()[0]?.getRawIndicesByActiveState("active").flatMap((i) => runs[i]?.id ?? [])) : null);
      },
    }),
    [axes, brush, many, runs],
  );
  if (dims.length < 2) return null;
  const legend = many
    ? <><span>{brushed === null ? "drag along an axis to choose among them" : `${brushed} within what is brushed`}</span>{brushed !== null && brushed > 1 && brushed < runs.length && <button className="btn s" onClick={keep}>Compare these {brushed}</button>}</>
    : <span className="legend">{runs.map((r, i) => <span key={r.id}><i style={{ borderColor: `var(--cat-${(i % 5) + 1})` }} />{r.id.slice(0, 7)}</span>)}{behind.length > 0 && <span>{behind.length} others in grey</span>}</span>;
  return (
    <Panel className="loose" title="Settings to metrics" right={<>{legend}
      <Popup label="Axes" text="Axes" open={open} setOpen={setOpen}>
        <header><h2>Axes</h2><span className="right">{axes.length} of {dims.length}</span></header>
        <div className="pad">
          <ul className="collist">{dims.map((d) => <li key={d.id}><label><input type="checkbox" checked={on.includes(d.id)} disabled={!on.includes(d.id) && on.length >= MOST_AXES} onChange={() => choose(on.includes(d.id) ? on.filter((x) => x !== d.id) : [...on, d.id])} /><code>{d.name}</code></label></li>)}</ul>
        </div>
      </Popup></>}>
      <div className="pad">
        {axes.length < 2 ? <p className="muted small">They do not differ in any setting and metric that could be drawn. Choose two axes.</p> : <Chart label={`${runs.length} runs over ${axes.map((d) => d.name).join(", ")}`} height={270} option={option} events={events} table={{ heads: ["run", ...axes.map((d) => d.name)], rows: runs.slice(0, 200).map((r) => [r.id.slice(0, 7), ...axes.map((d) => shownValue(d, r))]) }} />}
      </div>
    </Panel>
  );
}
