import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import { day, fixed, integer, month, version } from "../lib/format.ts";
import { roomy } from "../lib/roomy.ts";
import { means, ripe } from "../lib/performance.ts";
import type { Challenge, Performance } from "../lib/types.ts";
import { Figure } from "../ui/figure.tsx";

/** Months between two months, fractional: the strip's axis. */
export function monthOf(iso: string): number {
  const d = new Date(iso);
  return d.getUTCFullYear() * 12 + d.getUTCMonth() + (d.getUTCDate() - 1) / 31;
}

export const monthIndex = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;

/** The day that a place on the axis stands for. */
export function dayAt(m: number): string {
  const whole = Math.floor(m);
  return new Date(Date.UTC(Math.floor(whole / 12), whole % 12, 1 + Math.round((m - whole) * 31))).toISOString().slice(0, 10);
}

const LEFT = 70;
const RIGHT = 930;
const A_WEEK = 7 / 31;

interface Props {
  performance: Performance | null;
  /** Not read yet is not that there is nothing. */
  reading: boolean;
  turns: Challenge[];
  /** When monitoring alerted, in event time. */
  alerts: string[];
  /** The moment that is shown: event time now, or the one that is replayed. */
  shown: string | null;
  replaying: boolean;
  /** Drawn along the strip, it shows the loop as it was. */
  goTo: (at: string) => void;
}

/** The story of the loop on one line: quality by month, promotions, alerts, and now; a place on it is a moment to replay. */
export function StoryStrip({ performance, reading, turns, alerts, shown, replaying, goTo }: Props) {
  const svg = useRef<SVGSVGElement>(null);
  const months = performance?.months ?? [];
  const told = ripe(months);
  const values = told.flatMap((m) => [m.loop, m.first]).filter((v): v is number => typeof v === "number");
  if (months.length === 0 || values.length === 0) {
    return (
      <svg className="chart" viewBox="0 0 942 58" role="img" aria-label={reading ? "AUC by month: being read" : "AUC by month: nothing to draw yet"}>
        <text x="0" y="16" className="c-lb c-mu">AUC by month</text>
        {!reading && <text x="95" y="26" className="c-lb c-mu">The story of this loop is drawn here once labels are ripe: every month, version and promotion on one line.</text>}
        <line x1="60" y1="44" x2="930" y2="44" className="c-base" />
      </svg>
    );
  }
  const first = monthIndex(months[0]?.month ?? "");
  const span = Math.max(1, monthIndex(months.at(-1)?.month ?? "") - first + 1, shown ? monthOf(shown) - first : 0);
  const x = (m: number): number => LEFT + ((m - first) / span) * (RIGHT - LEFT);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const y = (v: number): number => 38 - ((v - low) / (high - low || 1)) * 26;
  const path = (key: "loop" | "first"): string => told.map((m, i) => `${i ? "L" : "M"}${x(monthIndex(m.month) + 0.5).toFixed(1)} ${y(m[key] ?? 0).toFixed(1)}`).join("");
  const { loop, still } = means(months);
  const now = shown ? Math.max(first, monthOf(shown)) : null;
  const every = Math.ceil(months.length / 15);
  const promoted = turns.filter((t) => t.state === "PROMOTED" && t.decidedAt).map((t) => ({ turn: t, at: x(monthOf(t.decidedAt ?? "")) })).sort((a, b) => a.at - b.at);
  const room = roomy(promoted.map((p) => p.at));
  const named = promoted.map((p, i) => ({ ...p, fits: room(i, 24) }));
  const seek = (e: PointerEvent) => {
    const box = svg.current?.getScreenCTM();
    if (!box) return;
    const at = (e.clientX - box.e) / box.a;
    if (at >= LEFT - 6) goTo(dayAt(first + Math.max(0, Math.min(1, (at - LEFT) / (RIGHT - LEFT))) * span));
  };
  const walk = (e: KeyboardEvent) => {
    const by = { ArrowLeft: -A_WEEK, ArrowRight: A_WEEK, PageUp: 1, PageDown: -1 }[e.key];
    if (by === undefined) return;
    e.preventDefault();
    goTo(dayAt(Math.max(first, Math.min(first + span, (now ?? first + span) + by))));
  };
  const label = `AUC by month: the loop's mean is ${fixed(loop)}, the first model left alone ${fixed(still)}`;
  return (
    <Figure label={label} table={{ heads: ["month", "loop", "static", "labels"], rows: months.map((m) => [month(m.month), fixed(m.loop, 4), fixed(m.first, 4), integer(m.labels)]) }}>
      <svg
        ref={svg}
        className="chart seekable"
        viewBox="0 0 942 58"
        role="slider"
        tabIndex={0}
        aria-label={`${label}. The moment that is shown`}
        aria-valuemin={0}
        aria-valuemax={Math.round(span * 31)}
        aria-valuenow={Math.round(((now ?? first + span) - first) * 31)}
        aria-valuetext={`${day(shown)}${replaying ? ", replayed" : ", now"}`}
        onPointerDown={(e) => { e.currentTarget.setPointerCapture?.(e.pointerId); seek(e); }}
        onPointerMove={(e) => { if (e.buttons & 1) seek(e); }}
        onKeyDown={walk}
      >
        <rect x={LEFT} y="0" width={RIGHT - LEFT} height="58" className="hit" />
        {months.map((m, i) => {
          const at = monthIndex(m.month);
          return (
            <g key={m.month}>
              {i > 0 && <line x1={x(at)} y1="4" x2={x(at)} y2="42" className="c-gr" />}
              {i % every === 0 && <text x={x(at + 0.5)} y="54" className="c-ax" textAnchor="middle">{month(m.month, true)}{i === 0 || m.month.endsWith("-01") ? ` ${m.month.slice(2, 4)}` : ""}</text>}
            </g>
          );
        })}
        <text x="0" y="16" className="c-lb c-mu">AUC</text>
        <text x="0" y="30" className="c-ax ta">loop {fixed(loop)}</text>
        <text x="0" y="43" className="c-ax">static {fixed(still)}</text>
        <path className="l lr" d={path("first")} />
        <path className="l l1" d={path("loop")} />
        {told.length < 3 && told.map((m) => <circle key={m.month} cx={x(monthIndex(m.month) + 0.5)} cy={y(m.loop ?? 0)} r="2.5" className="f1" />)}
        {named.map(({ turn, at, fits }) => (
          <g key={turn.id}>
            <line x1={at} y1="8" x2={at} y2="42" stroke="var(--ok)" opacity=".55" />
            <path d={`M${at} 3l3.4 5.4h-6.8z`} fill="var(--ok)" />
            {fits && <text x={at + 5} y="10" className="c-ax">{version(turn.challenger)}</text>}
          </g>
        ))}
        {alerts.map((at) => { const cx = x(monthOf(at)); return <path key={at} d={`M${cx} 37l3.4 5.4h-6.8z`} fill="var(--wait)" />; })}
        {now !== null && <g className={replaying ? "handle on" : "handle"}><line x1={x(now)} y1="0" x2={x(now)} y2="44" /><circle cx={x(now)} cy="44" r="3.2" /></g>}
      </svg>
    </Figure>
  );
}
