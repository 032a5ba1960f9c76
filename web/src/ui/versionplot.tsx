import { fixed, integer, moment, number, version as named } from "../lib/format.ts";
import { numbersOf, type VersionFigures } from "../lib/registry.ts";
import { navigate, page } from "../lib/router.tsx";
import { Figure } from "./figure.tsx";

const LEFT = 52;
const RIGHT = 900;
const TOP = 14;
const BOTTOM = 168;
/** So many points can be told apart, and reached one by one. */
const MOST_LINKED = 150;

interface Place {
  v: VersionFigures;
  value: number;
}

/** Those that measured it, oldest first. */
export const pointsOf = (versions: VersionFigures[], metric: string): Place[] =>
  versions.flatMap((v) => { const value = numbersOf(v.metrics)[metric]; return value === undefined ? [] : [{ v, value }]; }).sort((a, b) => a.v.version - b.v.version);

function scaleOf(values: number[]): { low: number; high: number; ticks: number[]; decimals: number } {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const spread = max - min || Math.abs(max) * 0.02 || 1;
  const rough = spread / 3.5;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * size).find((s) => s >= rough) ?? size * 10;
  const low = Math.floor((min - spread * 0.08) / step) * step;
  const high = Math.ceil((max + spread * 0.08) / step) * step;
  return { low, high, ticks: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step), decimals: Math.max(0, Math.min(8, -Math.floor(Math.log10(step)) + (/^2\.5/.test(String(step / size)) ? 1 : 0))) };
}

/** A metric over the versions: who served is marked, each point leads to its version. */
export function VersionPlot({ product, model, versions, metric, chosen }: { product: string; model: string; versions: VersionFigures[]; metric: string; chosen: ReadonlySet<string> }) {
  const points = pointsOf(versions, metric);
  if (points.length === 0) return null;
  const { low, high, ticks, decimals } = scaleOf(points.map((p) => p.value));
  const [first, last] = [points[0]?.v.version ?? 0, points.at(-1)?.v.version ?? 1];
  const x = (v: number): number => (last === first ? (LEFT + RIGHT) / 2 : LEFT + 14 + ((v - first) / (last - first)) * (RIGHT - LEFT - 28));
  const y = (value: number): number => BOTTOM - ((value - low) / (high - low || 1)) * (BOTTOM - TOP);
  const every = Math.max(1, Math.ceil((last - first + 1) / 18));
  const linked = points.length <= MOST_LINKED;
  const serving = points.find((p) => p.v.stage === "PRODUCTION" || p.v.aliases.includes("champion"));
  const label = `${metric} of ${points.length} versions, from ${fixed(points[0]?.value, 4)} to ${fixed(points.at(-1)?.value, 4)}${serving ? `; ${named(serving.v.version)} serves with ${fixed(serving.value, 4)}` : ""}`;
  return (
    <Figure label={label} table={{ heads: ["version", metric, "stage", "registered"], rows: points.map((p) => [named(p.v.version), fixed(p.value, 4), p.v.stage.toLowerCase(), moment(p.v.createdAt)]) }}>
      <svg viewBox="0 0 940 196" className="chart versionplot" role="group" aria-label={label}>
        {ticks.map((t) => <g key={t.toFixed(decimals)} aria-hidden="true"><line x1={LEFT} x2={RIGHT} y1={y(t)} y2={y(t)} className="c-gr" /><text x={LEFT - 8} y={y(t) + 3.5} className="c-ax" textAnchor="end">{Math.abs(t) >= 10_000 ? integer(t) : t.toFixed(decimals)}</text></g>)}
        {serving && <line x1={LEFT} x2={RIGHT} y1={y(serving.value)} y2={y(serving.value)} className="l lr" aria-hidden="true" />}
        {points.length > 1 && <path className="l l1 thin" d={`M${points.map((p) => `${x(p.v.version).toFixed(1)} ${y(p.value).toFixed(1)}`).join("L")}`} aria-hidden="true" />}
        {points.map((p, i) => {
          const serves = p === serving;
          const tone = serves ? "serves" : p.v.stage === "STAGING" ? "stages" : p.v.decision === "REJECTED" ? "refused" : "";
          const dot = <circle cx={x(p.v.version)} cy={y(p.value)} r={serves ? 5 : points.length > 80 ? 2 : 3.6} className={`dot ${tone}${chosen.has(String(p.v.version)) ? " chosen" : ""}`} />;
          const title = `${named(p.v.version)}: ${metric} ${number(p.value)}, ${p.v.stage.toLowerCase()}${p.v.aliases.length ? `, ${p.v.aliases.join(", ")}` : ""}`;
          const to = page(product, "models", model, p.v.version);
          return linked ? (
            <a key={p.v.version} href={to} aria-label={title} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && e.button === 0) { e.preventDefault(); navigate(to); } }}>
              <title>{title}</title><circle cx={x(p.v.version)} cy={y(p.value)} r="9" className="hit" />{dot}
              {(serves || (p.v.aliases.length > 0 && points.length <= 30)) && <text x={x(p.v.version)} y={y(p.value) - 10} className={`c-lb ${serves ? "strongt" : "c-mu"}`} textAnchor={i === points.length - 1 && points.length > 6 ? "end" : "middle"}>{p.v.aliases.join(", ") || "production"}</text>}
            </a>
          ) : <g key={p.v.version}>{dot}</g>;
        })}
        {Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => last - i * every).map((v) => <text key={v} x={x(v)} y={BOTTOM + 18} className="c-ax" textAnchor="middle" aria-hidden="true">{named(v)}</text>)}
      </svg>
    </Figure>
  );
}

/** The same, as small as a word. */
export function Sparkline({ versions, metric }: { versions: VersionFigures[]; metric: string }) {
  const points = pointsOf(versions, metric);
  const last = points.at(-1);
  if (!last) return null;
  const [min, max] = [Math.min(...points.map((p) => p.value)), Math.max(...points.map((p) => p.value))];
  const x = (i: number): number => (points.length === 1 ? 112 : 4 + (i / (points.length - 1)) * 108);
  const y = (value: number): number => 18 - ((value - min) / (max - min || 1)) * 14;
  return (
    <svg viewBox="0 0 120 22" className="sparkline" role="img" aria-label={`${metric} over ${points.length} versions, ${fixed(points[0]?.value, 4)} to ${fixed(last.value, 4)}`}>
      {points.length > 1 && <path className="l l1" d={`M${points.map((p, i) => `${x(i).toFixed(1)} ${y(p.value).toFixed(1)}`).join("L")}`} />}
      <circle cx={x(points.length - 1)} cy={y(last.value)} r="2.4" className="f1" />
    </svg>
  );
}
