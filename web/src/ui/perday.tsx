import { useMemo } from "react";
import { day, integer, plural, version } from "../lib/format.ts";
import type { Challenge, Prediction } from "../lib/types.ts";
import { Figure } from "./figure.tsx";
import { Panel } from "./parts.tsx";

const W = 940;
const H = 150;
const LEFT = 40;
const BOTTOM = 122;
const DAY_MS = 86_400_000;

interface Day {
  at: number;
  by: Map<string, number>;
  total: number;
}

/** Predictions by day of event time and by the version that answered; the first day of those read may be cut. */
export function perDay(predictions: Prediction[], complete: boolean): Day[] {
  const days = new Map<number, Day>();
  for (const p of predictions) {
    const at = Math.floor(Date.parse(p.time) / DAY_MS);
    const found = days.get(at) ?? { at, by: new Map<string, number>(), total: 0 };
    const by = String(p.served ?? p.champion);
    found.by.set(by, (found.by.get(by) ?? 0) + 1);
    found.total++;
    days.set(at, found);
  }
  const sorted = [...days.values()].sort((a, b) => a.at - b.at);
  return complete ? sorted : sorted.slice(1);
}

/** How many a day, by whom, and when who answers changed. */
export function PerDay({ product, predictions, challenges, complete }: { product: string; predictions: Prediction[]; challenges: Challenge[]; complete: boolean }) {
  const days = useMemo(() => perDay(predictions, complete), [predictions, complete]);
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last || days.length < 2) return null;
  const versions = [...new Set(days.flatMap((d) => [...d.by.keys()]))].sort((a, b) => Number(a) - Number(b));
  const span = last.at - first.at + 1;
  const slot = Math.min(44, (W - LEFT - 6) / span);
  const x = (at: number): number => LEFT + (at - first.at) * slot;
  const most = Math.max(...days.map((d) => d.total));
  const y = (n: number): number => BOTTOM - (n / most) * (BOTTOM - 22);
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000].find((s) => most / s <= 4) ?? most;
  const changes = challenges.filter((c) => c.state === "PROMOTED" && c.decidedAt).map((c) => ({ c, at: Date.parse(c.decidedAt ?? "") / DAY_MS })).filter(({ at }) => at > first.at && at <= last.at + 1);
  const every = Math.max(1, Math.ceil(span / 7));
  const iso = (at: number): string => new Date(at * DAY_MS).toISOString();
  // The subject is who answers now; the one before is its reference; others take colours in turn.
  const older = (v: string): number => versions.length - 1 - versions.indexOf(v);
  const tone = (v: string): string => (older(v) === 0 ? "f1" : older(v) === 1 ? "fr" : `f${Math.min(5, older(v))}`);
  const ink = (v: string): string => (older(v) === 0 ? "var(--cat-1)" : older(v) === 1 ? "var(--reference)" : `var(--cat-${Math.min(5, older(v))})`);
  const label = `${plural(days.length, "day")} with ${integer(Math.round(days.reduce((sum, d) => sum + d.total, 0) / days.length))} predictions each on average, by ${versions.map(version).join(", ")}`;
  return (
    <Panel title="Predictions per day" right={<span className="legend">{versions.slice(-5).map((v) => <span key={v}><i style={{ borderColor: ink(v) }} />{version(v)}</span>)}<span>event time</span></span>}>
      <div className="pad">
        <Figure label={label} table={{ heads: ["day", ...versions.map(version)], rows: days.map((d) => [day(iso(d.at)), ...versions.map((v) => integer(d.by.get(v) ?? 0))]) }}>
          <svg viewBox={`0 0 ${W} ${H}`} className="chart" role="img" aria-label={`${product}: ${label}`}>
            {Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step).map((n) => <g key={n}><line x1={LEFT} x2={W} y1={y(n)} y2={y(n)} className={n === 0 ? "c-base" : "c-gr"} /><text x={LEFT - 8} y={y(n) + 3.5} className="c-ax" textAnchor="end">{n}</text></g>)}
            {days.map((d) => {
              let below = 0;
              return (
                <g key={d.at}>
                  {versions.map((v) => {
                    const n = d.by.get(v) ?? 0;
                    if (n === 0) return null;
                    below += n;
                    return <rect key={v} x={x(d.at) + Math.min(1, slot * 0.1)} width={Math.max(1, slot - Math.min(2, slot * 0.2))} y={y(below)} height={Math.max(0.5, (n / most) * (BOTTOM - 22))} className={tone(v)}><title>{`${day(iso(d.at))}: ${n} by ${version(v)}`}</title></rect>;
                  })}
                </g>
              );
            })}
            {changes.map(({ c, at }) => <g key={c.id}><line x1={x(at)} x2={x(at)} y1="4" y2={BOTTOM} className="change" /><text x={x(at) + (x(at) > W - 110 ? -5 : 5)} y="13" className="c-ax to" textAnchor={x(at) > W - 110 ? "end" : "start"}>{version(c.challenger)} promoted</text></g>)}
            {Array.from({ length: Math.ceil(span / every) }, (_, i) => first.at + i * every).map((at) => <text key={at} x={x(at) + slot / 2} y={BOTTOM + 16} className="c-ax" textAnchor="middle">{day(iso(at)).replace(/ \d{4}$/, "")}</text>)}
          </svg>
        </Figure>
      </div>
    </Panel>
  );
}
