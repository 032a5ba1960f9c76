import { fixed, month, version } from "../lib/format.ts";
import type { Challenge, EventTime, Performance } from "../lib/types.ts";

/** Months between two months, fractional: the strip's axis. */
export function monthOf(iso: string): number {
  const d = new Date(iso);
  return d.getUTCFullYear() * 12 + d.getUTCMonth() + (d.getUTCDate() - 1) / 31;
}

export const monthIndex = (text: string): number => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7)) - 1;

export function mean(values: (number | null | undefined)[]): number | null {
  const known = values.filter((v): v is number => typeof v === "number");
  return known.length ? known.reduce((x, y) => x + y, 0) / known.length : null;
}

/** The story of the loop on one line: quality by month, promotions, and now. */
export function StoryStrip({ performance, turns, time }: { performance: Performance | null; turns: Challenge[]; time: EventTime | null }) {
  const months = performance?.months ?? [];
  const values = months.flatMap((m) => [m.loop, m.first]).filter((v): v is number => typeof v === "number");
  if (months.length === 0 || values.length === 0) {
    return (
      <svg className="chart" viewBox="0 0 942 58" role="img" aria-label="AUC by month: nothing to draw yet">
        <text x="0" y="16" className="c-lb c-mu">AUC by month</text>
        <text x="95" y="26" className="c-lb c-mu">The story of this loop is drawn here once labels are ripe: every month, version and promotion on one line.</text>
        <line x1="60" y1="44" x2="930" y2="44" className="c-base" />
      </svg>
    );
  }
  const first = monthIndex(months[0]?.month ?? "");
  const span = Math.max(1, monthIndex(months.at(-1)?.month ?? "") - first + 1);
  const x = (m: number): number => 70 + ((m - first) / span) * 860;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const y = (v: number): number => 38 - ((v - low) / (high - low || 1)) * 26;
  const path = (key: "loop" | "first"): string => {
    let pen = "M";
    return months.map((m) => {
      const v = m[key];
      if (typeof v !== "number") { pen = "M"; return ""; }
      const part = `${pen}${x(monthIndex(m.month) + 0.5).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = "L";
      return part;
    }).join("");
  };
  const loop = mean(months.map((m) => m.loop));
  const still = mean(months.map((m) => m.first));
  const now = time ? x(Math.min(first + span, monthOf(time.at))) : null;
  const every = Math.ceil(months.length / 15);
  return (
    <svg className="chart" viewBox="0 0 942 58" role="img" aria-label={`AUC by month: the loop's mean is ${fixed(loop)}, the first model left alone ${fixed(still)}`}>
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
      {months.map((m) => typeof m.loop === "number" && months.length < 3 && <circle key={m.month} cx={x(monthIndex(m.month) + 0.5)} cy={y(m.loop)} r="2.5" className="f1" />)}
      {turns.filter((t) => t.state === "PROMOTED" && t.decidedAt).map((t) => {
        const at = x(monthOf(t.decidedAt ?? ""));
        return (
          <g key={t.id}>
            <line x1={at} y1="8" x2={at} y2="42" stroke="var(--ok)" />
            <path d={`M${at} 3l4 6h-8z`} fill="var(--ok)" />
            <text x={at + 6} y="10" className="c-ax">{version(t.challenger)}</text>
          </g>
        );
      })}
      {now !== null && now >= 70 && <line x1={now} y1="0" x2={now} y2="44" stroke="var(--accent)" strokeWidth="1.5" />}
    </svg>
  );
}
