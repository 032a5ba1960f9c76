import { fixed, month } from "../lib/format.ts";
import { means } from "../lib/performance.ts";
import type { Month } from "../lib/types.ts";
import { Figure } from "./figure.tsx";

const LEFT = 44;
const RIGHT = 830;
const TOP = 10;
const BOTTOM = 150;

/** Quality by month of the loop and of its first model, with the gain between them shaded. */
export function TwoLines({ months, target }: { months: Month[]; target: number | null }) {
  const values = months.flatMap((m) => [m.loop ?? 0, m.first ?? 0]);
  const low = Math.floor((Math.min(...values, target ?? 1) - 0.005) * 50) / 50;
  const high = Math.ceil((Math.max(...values, target ?? 0) + 0.005) * 50) / 50;
  const x = (i: number): number => LEFT + (i / Math.max(1, months.length - 1)) * (RIGHT - LEFT);
  const y = (v: number): number => BOTTOM - ((v - low) / (high - low || 1)) * (BOTTOM - TOP);
  const points = (key: "loop" | "first"): string[] => months.map((m, i) => `${x(i).toFixed(1)} ${y(m[key] ?? 0).toFixed(1)}`);
  const by = high - low > 0.16 ? 0.05 : 0.02;
  const first = Math.ceil(low / by) * by;
  const every = Math.ceil(months.length / 14);
  const { loop, still } = means(months);
  const ends = [y(months.at(-1)?.loop ?? 0), y(months.at(-1)?.first ?? 0)] as const;
  // Labels at the ends keep apart.
  const apart = Math.abs(ends[0] - ends[1]) < 14 ? (ends[0] <= ends[1] ? 1 : -1) * (14 - Math.abs(ends[0] - ends[1])) / 2 : 0;
  const label = `AUC by month: the loop's mean is ${fixed(loop)}, the first model's ${fixed(still)}`;
  return (
    <Figure label={label} table={{ heads: ["month", "loop", "static"], rows: months.map((m) => [month(m.month), fixed(m.loop, 4), fixed(m.first, 4)]) }}>
      <svg viewBox="0 0 940 172" className="chart" role="img" aria-label={label}>
        {Array.from({ length: Math.floor((high - first) / by + 1e-6) + 1 }, (_, i) => first + i * by).map((t) => <g key={t.toFixed(3)}><line x1={LEFT} x2={RIGHT} y1={y(t)} y2={y(t)} className="c-gr" /><text x={LEFT - 8} y={y(t) + 3.5} className="c-ax" textAnchor="end">{t.toFixed(2)}</text></g>)}
        <path className="band1" d={`M${points("loop").join("L")}L${points("first").reverse().join("L")}Z`} />
        {target !== null && <g><line x1={LEFT} x2={RIGHT} y1={y(target)} y2={y(target)} className="gain" /><text x={LEFT + 4} y={y(target) - 4} className="c-ax to">asked for, {fixed(target)}</text></g>}
        <path className="l lr" d={`M${points("first").join("L")}`} />
        <path className="l l1" d={`M${points("loop").join("L")}`} />
        <text x={RIGHT + 8} y={ends[0] + 4 - apart} className="c-lb t1">loop, mean {fixed(loop)}</text>
        <text x={RIGHT + 8} y={ends[1] + 4 + apart} className="c-lb tr">static, {fixed(still)}</text>
        {months.map((m, i) => i % every === 0 && <text key={m.month} x={x(i)} y={BOTTOM + 17} className="c-ax" textAnchor="middle">{month(m.month, true)}{i === 0 || m.month.endsWith("-01") ? ` ${m.month.slice(2, 4)}` : ""}</text>)}
      </svg>
    </Figure>
  );
}
