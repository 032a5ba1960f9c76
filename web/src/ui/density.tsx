import { useMemo } from "react";
import { day, fixed } from "../lib/format.ts";
import type { Run } from "../lib/mlflow.ts";
import { Figure } from "./figure.tsx";

const W = 120;
const H = 12;

/** Many runs on one strip: how good, when, and how many; density instead of dots. */
export function Density({ runs, metric }: { runs: Run[]; metric: string }) {
  const found = useMemo(() => {
    const points = runs.flatMap((r) => (r.start && r.metrics[metric] !== undefined ? [{ t: r.start, v: r.metrics[metric] as number }] : []));
    if (points.length < 10) return null;
    const sorted = points.map((p) => p.v).sort((a, b) => a - b);
    const low = sorted[Math.floor(sorted.length * 0.01)] ?? 0;
    const high = sorted.at(-1) ?? 1;
    const from = points.reduce((a, p) => Math.min(a, p.t), Infinity);
    const to = points.reduce((a, p) => Math.max(a, p.t), -Infinity);
    const cells = new Map<number, number>();
    for (const p of points) {
      const x = Math.min(W - 1, Math.floor(((p.t - from) / (to - from || 1)) * W));
      const y = Math.min(H - 1, Math.max(0, Math.floor(((p.v - low) / (high - low || 1)) * H)));
      cells.set(y * W + x, (cells.get(y * W + x) ?? 0) + 1);
    }
    return { cells: [...cells], most: Math.max(...cells.values()), low, high, from, to, count: points.length };
  }, [runs, metric]);
  if (!found) return null;
  const { cells, most, low, high, from, to, count } = found;
  const cw = 880 / W;
  return (
    <Figure label={`${metric} of ${count} runs over time`} table={{ heads: ["from", "to", `lowest ${metric}`, `highest ${metric}`, "runs"], rows: [[day(new Date(from).toISOString()), day(new Date(to).toISOString()), fixed(low, 4), fixed(high, 4), count]] }}>
    <div className="density">
      <svg viewBox="0 0 940 86" className="chart" role="img" aria-label={`${metric} of ${count} runs over time, from ${fixed(low)} to ${fixed(high)}`} preserveAspectRatio="none">
        {cells.map(([cell, n]) => {
          const step = Math.max(1, Math.min(7, Math.ceil((Math.log(n + 1) / Math.log(most + 1)) * 7)));
          return <rect key={cell} x={50 + (cell % W) * cw} y={68 - (Math.floor(cell / W) + 1) * 5.4} width={cw - 0.6} height="4.8" fill={`var(--seq-${step})`} />;
        })}
      </svg>
      <span className="c-lab tl">{fixed(high)}</span><span className="c-lab bl">{fixed(low)}</span>
      <span className="c-lab name">{metric}</span><span className="c-lab from">{day(new Date(from).toISOString())}</span><span className="c-lab to">{day(new Date(to).toISOString())}</span>
    </div>
    </Figure>
  );
}
