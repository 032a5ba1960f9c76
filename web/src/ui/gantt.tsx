import type { KeyboardEvent } from "react";
import { length } from "../lib/format.ts";
import type { TaskView } from "../lib/types.ts";
import { Figure } from "./figure.tsx";
import { glyphOf, stateWord } from "./icons.tsx";

/** A round step so that about seven marks fit. */
export function step(span: number): number {
  const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400];
  return steps.find((s) => span / s <= 8) ?? Math.ceil(span / 8 / 86400) * 86400;
}

const mark = (seconds: number): string => (seconds < 60 && seconds % 1 !== 0 ? `${seconds.toFixed(1)}` : seconds < 3600 ? `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}` : length(seconds));

/** When each task ran; by the wall clock, from the run's start. */
export function Gantt({ tasks, from, to, running, selected, select }: { tasks: TaskView[]; from: string; to: string | null; running: boolean; selected: string | null; select: (id: string) => void }) {
  const start = Date.parse(from);
  const now = running ? Date.now() : Date.parse(to ?? from);
  const ends = tasks.flatMap((t) => [t.startedAt, t.endedAt]).filter((t): t is string => Boolean(t)).map((t) => Date.parse(t));
  const span = Math.max(0.2, (Math.max(now, ...ends) - start) / 1000);
  const by = step(span);
  const total = span * 1.06;
  const x = (s: number): number => 150 + (s / total) * 780;
  const height = 24 + tasks.length * 26;
  // One stop of the tab key; arrows walk from lane to lane.
  const walk = (e: KeyboardEvent<SVGGElement>, i: number) => {
    const by = { ArrowDown: 1, ArrowUp: -1, Enter: 0, " ": 0 }[e.key];
    const next = by === undefined ? undefined : tasks[i + by];
    if (!next) return;
    e.preventDefault();
    select(next.id);
    e.currentTarget.parentElement?.querySelector<SVGGElement>(`[data-task="${CSS.escape(next.id)}"]`)?.focus();
  };
  const table = { heads: ["task", "state", "began after", "took", "attempt"], rows: tasks.map((t) => { const a = t.startedAt ? (Date.parse(t.startedAt) - start) / 1000 : null; return [t.id, stateWord(t.state), length(a), length(a === null ? null : ((t.endedAt ? Date.parse(t.endedAt) : now) - start) / 1000 - a), t.attempt || "–"]; }) };
  return (
    <Figure label={`When each of ${tasks.length} tasks ran, over ${length(span)}`} table={table}>
    <svg viewBox={`0 0 942 ${height + 4}`} className="chart gantt" role="group" aria-label={`When each of ${tasks.length} tasks ran, over ${length(span)}`}>
      {Array.from({ length: Math.floor(total / by) + 1 }, (_, i) => i * by).map((s) => (
        <g key={s} aria-hidden="true"><line x1={x(s)} x2={x(s)} y1="20" y2={height} className="c-gr" /><text x={x(s)} y="12" className="c-ax" textAnchor="middle">{mark(s)}</text></g>
      ))}
      {tasks.map((t, i) => {
        const y = 24 + i * 26;
        const a = t.startedAt ? (Date.parse(t.startedAt) - start) / 1000 : null;
        const b = t.endedAt ? (Date.parse(t.endedAt) - start) / 1000 : a === null ? null : (now - start) / 1000;
        const glyph = glyphOf(t.state);
        const said = t.error ?? "";
        const room = b === null ? 0 : 930 - x(b);
        return (
          <g
            key={t.id}
            className={`lane${selected === t.id ? " on" : ""}`}
            role="button"
            tabIndex={selected === t.id || (selected === null && i === 0) ? 0 : -1}
            data-task={t.id}
            aria-pressed={selected === t.id}
            aria-label={`${t.id}, ${stateWord(t.state)}${b === null || a === null ? "" : `, after ${length(a)}, for ${length(b - a)}`}${t.attempt > 1 ? `, attempt ${t.attempt}` : ""}`}
            onClick={() => select(t.id)}
            onKeyDown={(e) => walk(e, i)}
          >
            <rect x="0" y={y} width="942" height="26" className="lanebg" />
            <line x1="0" x2="942" y1={y + 26} y2={y + 26} className="c-gr" />
            <text x="10" y={y + 17} className="c-lb">{t.id}</text>
            {a !== null && b !== null && <rect x={x(a)} y={y + 7} width={Math.max(2, x(b) - x(a))} height="12" rx="2" className={`g-${glyph}`} />}
            {a !== null && b !== null && <text x={room > 120 ? x(b) + 6 : x(a) - 6} y={y + 17} className={`c-ax${glyph === "fail" ? " tf" : glyph === "run" ? " ta" : ""}`} textAnchor={room > 120 ? "start" : "end"}>{length(b - a)}{t.attempt > 1 ? `, attempt ${t.attempt}` : ""}{glyph === "fail" && said ? `, ${said.slice(0, 40)}` : ""}</text>}
            {a === null && <text x={x(0) + 4} y={y + 17} className="c-ax">{t.state.toLowerCase().replace("_", " ")}</text>}
          </g>
        );
      })}
      {running && <line x1={x((now - start) / 1000)} x2={x((now - start) / 1000)} y1="18" y2={height} stroke="var(--accent)" strokeWidth="1.5" />}
    </svg>
    </Figure>
  );
}
