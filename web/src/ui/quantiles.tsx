import { number, percent } from "../lib/format.ts";
import type { ValueCount } from "../lib/types.ts";

/** 5 to 95 per cent as a thin band, 25 to 75 as a thick one, the median a line; the scale ends where 5 and 95 do, and cut tails say so. */
export function Quantiles({ q, name }: { q: number[]; name: string }) {
  const [min = 0, p5 = 0, p25 = 0, p50 = 0, p75 = 0, p95 = 0, max = 0] = q;
  const pad = (p95 - p5) * 0.12 || 1;
  const low = Math.max(min, p5 - pad);
  const high = Math.min(max, p95 + pad);
  const x = (v: number): number => 6 + ((Math.min(high, Math.max(low, v)) - low) / (high - low || 1)) * 198;
  return (
    <svg className="quantiles" viewBox="0 0 210 16" role="img" aria-label={`${name}: 5 % below ${number(p5)}, middle ${number(p50)}, 5 % above ${number(p95)}`}>
      <line x1={x(low)} x2={x(high)} y1="8" y2="8" className="c-base" />
      <rect x={x(p5)} width={Math.max(1, x(p95) - x(p5))} y="5.5" height="5" className="band1" />
      <rect x={x(p25)} width={Math.max(1.5, x(p75) - x(p25))} y="3.5" height="9" className="f1 half" />
      <line x1={x(p50)} x2={x(p50)} y1="1.5" y2="14.5" className="median" />
      {min < low && <path d="M1 8l4-3v6z" className="cut" />}
      {max > high && <path d="M209 8l-4-3v6z" className="cut" />}
    </svg>
  );
}

export function Stack({ column, total }: { column: { top: ValueCount[] }; total: number }) {
  let at = 0;
  const shares = column.top.slice(0, 5).map((v) => ({ ...v, share: v.count / total }));
  return (
    <svg className="quantiles" viewBox="0 0 210 16" role="img" aria-label={shares.map((s) => `${s.value} ${percent(s.share)}`).join(", ")}>
      <rect x="6" y="4" width="198" height="8" className="rest" />
      {shares.map((s, i) => {
        const rect = <rect key={s.value} x={6 + at * 198} y="4" width={Math.max(0.5, s.share * 198 - 0.8)} height="8" className={`seq${6 - i}`}><title>{`${s.value}: ${percent(s.share)}`}</title></rect>;
        at += s.share;
        return rect;
      })}
    </svg>
  );
}
