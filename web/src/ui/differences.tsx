import { useMemo, useState } from "react";
import { fixed, integer, number, short } from "../lib/format.ts";
import { keysOf, lessIsBetter, metricsOf, tellsQuality, type Run } from "../lib/mlflow.ts";
import { Link, page } from "../lib/router.tsx";
import { Panel, Segments } from "./parts.tsx";

/** More than these are summed up: nobody reads a hundred columns. */
const SIDE_BY_SIDE = 8;

export interface DiffRow {
  from: "params" | "metrics" | "tags";
  key: string;
  values: (string | undefined)[];
}

export function diffRows(runs: Run[], wanted: string | null): DiffRow[] {
  return [
    ...keysOf(runs, "params").map((key): DiffRow => ({ from: "params", key, values: runs.map((r) => r.params[key]) })),
    ...metricsOf(runs, wanted).map((key): DiffRow => ({ from: "metrics", key, values: runs.map((r) => (r.metrics[key] === undefined ? undefined : String(r.metrics[key]))) })),
    ...keysOf(runs, "tags").filter((k) => !k.startsWith("mlflow.")).map((key): DiffRow => ({ from: "tags", key, values: runs.map((r) => r.tags[key]) })),
  ];
}

export const differs = (row: DiffRow): boolean => new Set(row.values).size > 1;

export function bestOf(metric: string, values: (string | undefined)[]): number {
  let best = -1;
  values.forEach((v, i) => {
    if (v === undefined || !Number.isFinite(Number(v))) return;
    if (best < 0 || (lessIsBetter(metric) ? Number(v) < Number(values[best]) : Number(v) > Number(values[best]))) best = i;
  });
  return best;
}

/** Among three or more, the one that alone has another value than all others. */
export function oddOneOut(values: (string | undefined)[]): number {
  if (values.length < 3) return -1;
  const counts = new Map<string | undefined, number>();
  for (const v of values) counts.set(v, (counts.get(v) ?? 0) + 1);
  return counts.size === 2 && [...counts.values()].includes(1) ? values.findIndex((v) => counts.get(v) === 1) : -1;
}

/** What runs differ in: side by side, or of many summed up. */
export function Differences({ product, runs, wanted, title = "Differences" }: { product: string; runs: Run[]; wanted: string | null; title?: string }) {
  const [which, show] = useState<"differing" | "all">("differing");
  const rows = useMemo(() => diffRows(runs, wanted), [runs, wanted]);
  const differing = useMemo(() => rows.filter(differs), [rows]);
  const shown = which === "all" ? rows : differing;
  return (
    <Panel title={title} right={<><span>tinted: the odd one out, or the best</span><Segments label="Rows" value={which} options={[["differing", `Differing ${differing.length}`], ["all", `All ${rows.length}`]]} onChange={show} /></>}>
      <div className="tablebox">
        {runs.length <= SIDE_BY_SIDE ? <SideBySide product={product} runs={runs} rows={shown} /> : <Summary product={product} runs={runs} rows={shown} />}
      </div>
    </Panel>
  );
}

const NONE = "They do not differ in anything that was recorded.";

function SideBySide({ product, runs, rows }: { product: string; runs: Run[]; rows: DiffRow[] }) {
  return (
    <table aria-label="Differences">
      <thead><tr><th>From</th><th>Key</th>{runs.map((r, i) => <th key={r.id}><Link to={page(product, "runs", r.id)} className={`mono t${(i % 5) + 1}c`}>{r.id.slice(0, 7)}</Link> {r.name}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => {
          const top = row.from === "metrics" && tellsQuality(row.key) ? bestOf(row.key, row.values) : oddOneOut(row.values);
          return (
            <tr key={row.from + row.key}>
              <td className="muted">{row.from}</td><td><code>{row.key}</code></td>
              {row.values.map((v, i) => (
                <td key={runs[i]?.id} className={top === i ? "best" : ""} title={v}>
                  {v === undefined ? "–" : row.from === "metrics" ? <>{fixed(Number(v), 4)}{top >= 0 && top !== i && <Behind by={Number(v) - Number(row.values[top])} />}</> : short(v, 20)}
                </td>
              ))}
            </tr>
          );
        })}
        {rows.length === 0 && <tr><td colSpan={runs.length + 2} className="muted">{NONE}</td></tr>}
      </tbody>
    </table>
  );
}

const Behind = ({ by }: { by: number }) => (Number.isFinite(by) && by !== 0 ? <small className="faint"> {by > 0 ? "+" : "−"}{fixed(Math.abs(by), 4)}</small> : null);

function Summary({ product, runs, rows }: { product: string; runs: Run[]; rows: DiffRow[] }) {
  return (
    <table aria-label="Differences">
      <thead><tr><th>From</th><th>Key</th><th className="num">Runs</th><th className="num">Values</th><th className="num">Lowest</th><th className="num">Median</th><th className="num">Highest</th><th>Most frequent</th><th>Best run</th></tr></thead>
      <tbody>
        {rows.map((row) => {
          const there = row.values.filter((v): v is string => v !== undefined);
          const figures = there.map(Number).filter(Number.isFinite).sort((a, b) => a - b);
          const numeric = figures.length === there.length && there.every((v) => v.trim() !== "");
          const counts = new Map<string, number>();
          for (const v of there) counts.set(v, (counts.get(v) ?? 0) + 1);
          const [often, times] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
          const top = row.from === "metrics" && tellsQuality(row.key) ? runs[bestOf(row.key, row.values)] : undefined;
          const at = (share: number) => (numeric ? number(figures[Math.min(figures.length - 1, Math.floor(share * figures.length))], 4) : "–");
          return (
            <tr key={row.from + row.key}>
              <td className="muted">{row.from}</td><td><code>{row.key}</code></td>
              <td className="num">{integer(there.length)}</td><td className="num">{integer(counts.size)}</td>
              <td className="num">{at(0)}</td><td className="num">{at(0.5)}</td><td className="num">{at(1)}</td>
              <td>{times > 1 ? <>{row.from === "metrics" ? number(Number(often), 4) : short(often, 20)} <span className="faint">{integer(times)} ×</span></> : <span className="faint">each its own</span>}</td>
              <td>{top ? <Link to={page(product, "runs", top.id)} className="mono">{top.id.slice(0, 7)}</Link> : ""}</td>
            </tr>
          );
        })}
        {rows.length === 0 && <tr><td colSpan={9} className="muted">{NONE}</td></tr>}
      </tbody>
    </table>
  );
}
