import { day, duel, integer, signed } from "../lib/format.ts";
import { navigate, page } from "../lib/router.tsx";
import type { Challenge } from "../lib/types.ts";
import { Figure } from "./figure.tsx";

/** Each challenge's gain with its 95 % interval; intervals that leave the scale end in arrowheads. */
export function Forest({ product, challenges }: { product: string; challenges: Challenge[] }) {
  const rows = challenges.flatMap((c) => (c.evidence ? [{ c, d: c.evidence.difference, half: 1.96 * c.evidence.standardError, rows: c.evidence.rows }] : [])).slice(-8).reverse();
  const reach = Math.max(0.01, ...rows.map((r) => Math.abs(r.d) + Math.min(r.half, 0.02)));
  const by = reach > 0.04 ? 0.02 : reach > 0.02 ? 0.01 : 0.005;
  const end = Math.ceil(reach / by) * by;
  const x = (v: number): number => 520 + (Math.max(-end, Math.min(end, v)) / end) * 290;
  const height = 22 + rows.length * 28;
  const ticks = Array.from({ length: Math.round((2 * end) / by) + 1 }, (_, i) => -end + i * by);
  const label = "Challengers against champions, difference in AUC with 95 % intervals";
  return (
    <Figure label={label} table={{ heads: ["challenge", "difference", "± 95 %", "labels", "decision"], rows: rows.map(({ c, d, half, rows: n }) => [duel(c), signed(d), half.toFixed(4), integer(n), c.state.toLowerCase().replace("_", " ")]) }}>
    <svg viewBox={`0 0 900 ${height + 22}`} className="chart" role="group" aria-label={label}>
      {ticks.map((t) => (
        <g key={t.toFixed(4)} aria-hidden="true"><line x1={x(t)} x2={x(t)} y1="6" y2={height} className={Math.abs(t) < 1e-9 ? "zero" : "c-gr"} /><text x={x(t)} y={height + 15} className="c-ax" textAnchor="middle">{Math.abs(t) < 1e-9 ? "0" : signed(t, by < 0.01 ? 3 : 2)}</text></g>
      ))}
      {rows.map(({ c, d, half, rows: n }, i) => {
        const y = 22 + i * 28;
        const settled = Math.abs(d) > half;
        const tone = c.state === "RUNNING" ? "run" : settled ? "settled" : "open";
        const to = page(product, "challenges", c.id);
        return (
          <a key={c.id} href={to} className={`forest ${tone}`} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && e.button === 0) { e.preventDefault(); navigate(to); } }} aria-label={`${duel(c)}: ${signed(d)} plus or minus ${half.toFixed(4)}, ${c.state.toLowerCase()}`}>
            <rect x="0" y={y - 14} width="900" height="28" className="hit" />
            <text x="4" y={y + 4} className="c-lb strongt">{duel(c)}</text>
            <text x="122" y={y + 4} className={`c-lb ${c.state === "PROMOTED" ? "to" : c.state === "ROLLED_BACK" ? "tf" : c.state === "RUNNING" ? "ta" : "c-mu"}`}>{c.state.toLowerCase().replace("_", " ")}{c.decidedAt ? `, ${day(c.decidedAt)}` : ""}</text>
            <line x1={x(d - half)} x2={x(d + half)} y1={y} y2={y} className="whisker" />
            {d - half < -end && <path d={`M${x(-end) - 5} ${y}l7 -4.5v9z`} className="mark" />}
            {d + half > end && <path d={`M${x(end) + 5} ${y}l-7 -4.5v9z`} className="mark" />}
            <rect x={x(d) - 4} y={y - 4} width="8" height="8" rx="1" className="mark" />
            <text x="895" y={y + 4} className="c-lb c-mu" textAnchor="end">{signed(d)} · {n}</text>
          </a>
        );
      })}
    </svg>
    </Figure>
  );
}
