import type { Bin } from "../lib/baseline.ts";
import { percent } from "../lib/format.ts";
import { Figure } from "./figure.tsx";

const W = 420;
const H = 190;
const LEFT = 38;
const BOTTOM = 148;

/** Shares by bin: the training data as a dashed outline, what is scored now filled. */
export function NowThen({ name, bins, now }: { name: string; bins: Bin[]; now: string }) {
  const most = Math.max(0.01, ...bins.flatMap((b) => [b.then, b.now]));
  const slot = (W - LEFT - 6) / Math.max(1, bins.length);
  const y = (share: number): number => BOTTOM - (share / most) * (BOTTOM - 12);
  const outline = bins.map((b, i) => `${i === 0 ? "M" : "L"}${LEFT + i * slot} ${y(b.then)} H${LEFT + (i + 1) * slot}`).join("");
  const tick = most > 0.5 ? 0.25 : most > 0.2 ? 0.1 : most > 0.1 ? 0.05 : 0.02;
  const slanted = bins.some((b) => b.name.length * 5.6 > slot - 3);
  return (
    <Figure label={`${name}, now against then`} table={{ heads: ["bin", "then", "now"], rows: bins.map((b) => [b.name, percent(b.then), percent(b.now)]) }}>
      <svg viewBox={`0 0 ${W} ${slanted ? H + 34 : H - 18}`} className="chart" role="img" aria-label={`${name} by bin: ${bins.map((b) => `${b.name} ${percent(b.then)} then, ${percent(b.now)} now`).join("; ")}`}>
        {Array.from({ length: Math.floor(most / tick) + 1 }, (_, i) => i * tick).map((t) => <g key={t}><line x1={LEFT} x2={W - 6} y1={y(t)} y2={y(t)} className="c-gr" /><text x={LEFT - 6} y={y(t) + 3.5} className="c-ax" textAnchor="end">{Math.round(t * 100)} %</text></g>)}
        {bins.map((b, i) => <rect key={b.name} x={LEFT + i * slot + 1} width={Math.max(1, slot - 2)} y={y(b.now)} height={BOTTOM - y(b.now)} className="f1 half"><title>{`${b.name}: ${percent(b.then)} then, ${percent(b.now)} ${now}`}</title></rect>)}
        <path d={outline} className="l lr" />
        {bins.map((b, i) => {
          const x = LEFT + (i + 0.5) * slot;
          return <text key={b.name} x={x} y={BOTTOM + 14} className="c-ax" textAnchor={slanted ? "end" : "middle"} transform={slanted ? `rotate(-38 ${x} ${BOTTOM + 10})` : undefined}>{b.name.length > 16 ? `${b.name.slice(0, 15)}…` : b.name}</text>;
        })}
      </svg>
    </Figure>
  );
}
