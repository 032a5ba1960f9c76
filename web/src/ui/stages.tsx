import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from "react";
import { useList } from "../lib/api.ts";
import { day, moment, version as named } from "../lib/format.ts";
import { inStageAt, modelPath, rowsOf, spansOf, type Clock, type Span, type StagePeriod } from "../lib/registry.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import { Figure } from "./figure.tsx";
import { Await, Empty, Panel, Segments } from "./parts.tsx";

const TONE: Record<string, string> = { PRODUCTION: "ok", STAGING: "acc", ARCHIVED: "", NONE: "" };

export const Stage = ({ stage }: { stage: string }) => <span className={`chip ${TONE[stage.toUpperCase()] ?? "acc"}`}>{/^none$/i.test(stage) ? "no stage" : stage.toLowerCase()}</span>;

const LEFT = 92;
const RIGHT = 928;
const ROW = 20;
const MOST_ROWS = 6;
const REST = new Set(["ARCHIVED", "NONE"]);

/** Production first, then the others as the model had them; the archive is where nothing is looked for. */
export function lanesOf(spans: Span[]): { stage: string; rows: Span[][]; hidden: number }[] {
  const stages = [...new Set(spans.map((s) => s.stage))].filter((s) => !REST.has(s.toUpperCase()));
  const rank = (stage: string): number => (/^production$/i.test(stage) ? 0 : /^staging$/i.test(stage) ? 2 : 1);
  return stages.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b)).map((stage) => {
    const rows = rowsOf(spans.filter((s) => s.stage === stage));
    // Where more were there at once than one can see, the newest are shown.
    return { stage, rows: rows.slice(-MOST_ROWS), hidden: Math.max(0, rows.length - MOST_ROWS) };
  });
}

/** Which version was in which stage when, on either clock, with a cursor: "what was in production then?" */
export function StageTimeline({ product, model }: { product: string; model: string }) {
  const asked = useList<StagePeriod>(modelPath(model, "/periods"));
  const [clock, setClock] = useParam("clock");
  return (
    <Panel title="In which stage, when" right={<Segments label="Clock" value={clock === "wall" ? "wall" : "event"} options={[["event", "event time"], ["wall", "wall clock"]]} onChange={(c) => setClock(c === "event" ? null : c)} />}>
      <Await of={asked} lines={3}>
        {(periods) => periods.every((p) => REST.has(p.stage.toUpperCase())) ? <Empty title="No version was in a stage yet">A version moves to a stage on its own page; what was in production at any time is then seen here.</Empty> : <Timeline product={product} model={model} periods={periods} clock={clock === "wall" ? "wall" : "event"} />}
      </Await>
    </Panel>
  );
}

function Timeline({ product, model, periods, clock }: { product: string; model: string; periods: StagePeriod[]; clock: Clock }) {
  const [given, setAt] = useParam("at");
  const box = useRef<SVGSVGElement>(null);
  const spans = useMemo(() => spansOf(periods, clock), [periods, clock]);
  const lanes = useMemo(() => lanesOf(spans), [spans]);
  const from = Math.min(...spans.map((s) => s.from));
  const last = Math.max(...spans.map((s) => s.to ?? s.from));
  // What is open goes on: beyond the last change by a twelfth of all, on the wall to now.
  const end = clock === "wall" ? Math.max(last, Date.now()) : last + Math.max(1, (last - from) / 12);
  const until = end > from ? end : from + 60_000;
  const x = (t: number): number => LEFT + ((t - from) / (until - from)) * (RIGHT - LEFT);
  const asked = given === null ? NaN : Date.parse(given);
  const at = Number.isFinite(asked) ? Math.min(until, Math.max(from, asked)) : until;
  const put = (t: number) => setAt(new Date(Math.round(Math.min(until, Math.max(from, t)))).toISOString());
  const seek = (e: PointerEvent<SVGSVGElement>) => {
    const frame = box.current?.getBoundingClientRect();
    if (!frame) return;
    put(from + (((e.clientX - frame.left) / frame.width) * 940 - LEFT) / (RIGHT - LEFT) * (until - from));
  };
  const changes = useMemo(() => [...new Set(spans.flatMap((s) => [s.from, ...(s.to === null ? [] : [s.to])]))].sort((a, b) => a - b), [spans]);
  const keys = (e: KeyboardEvent) => {
    const next = e.key === "ArrowRight" ? changes.find((t) => t > at + 1) ?? until : e.key === "ArrowLeft" ? changes.findLast((t) => t < at - 1) ?? from : e.key === "Home" ? from : e.key === "End" ? until : null;
    if (next === null) return;
    e.preventDefault();
    put(next);
  };
  let y = 22;
  const placed = lanes.map((lane) => { const top = y; y += Math.max(1, lane.rows.length) * ROW + 8; return { ...lane, top }; });
  const height = y + 18;
  const ticks = ticksOf(from, until);
  const production = lanes.map((lane) => ({ stage: lane.stage, versions: inStageAt(spans, lane.stage, at === until ? until - 1 : at) }));
  const when = until - from > 3 * 86_400_000 ? day : moment;
  const told = (t: number): string => when(new Date(t).toISOString());
  const label = `Versions by stage, ${told(from)} to ${told(until)}; at ${told(at)} ${production.map((p) => `${p.stage.toLowerCase()}: ${p.versions.map((v) => named(v)).join(", ") || "none"}`).join("; ")}`;
  return (
    <>
      <p className="cursorline" aria-live="polite">
        <b className="nowrap">{given === null ? "Now" : moment(new Date(at).toISOString())}</b>
        {production.map((p) => <span key={p.stage}><span className="muted">{p.stage.toLowerCase()}</span> {p.versions.length === 0 ? <span className="muted">nothing</span> : p.versions.slice(0, 6).map((v) => <Link key={v} to={page(product, "models", model, v)} className="chip gapr">{named(v)}</Link>)}{p.versions.length > 6 && <span className="small muted">and {p.versions.length - 6} more</span>}</span>)}
        {given !== null && <button className="linkish small end" onClick={() => setAt(null)}>back to now</button>}
      </p>
      <Figure label={label} table={{ heads: ["version", "stage", "since", "until"], rows: [...spans].sort((a, b) => a.from - b.from).map((s) => [named(s.version), s.stage.toLowerCase(), moment(new Date(s.from).toISOString()), s.to === null ? "still" : moment(new Date(s.to).toISOString())]) }}>
        <div className="pad">
          <svg ref={box} viewBox={`0 0 940 ${height}`} className="chart seekable stagetime" role="slider" tabIndex={0} aria-label={label} aria-valuemin={from} aria-valuemax={until} aria-valuenow={Math.round(at)} aria-valuetext={told(at)} onKeyDown={keys} onPointerDown={(e) => { e.currentTarget.setPointerCapture(e.pointerId); seek(e); }} onPointerMove={(e) => e.buttons === 1 && seek(e)}>
            {ticks.map((t) => <g key={t.at}><line x1={x(t.at)} x2={x(t.at)} y1="18" y2={height - 16} className="c-gr" /><text x={x(t.at)} y={height - 3} className="c-ax" textAnchor="middle">{t.text}</text></g>)}
            {placed.map((lane) => (
              <g key={lane.stage}>
                <text x="4" y={lane.top + 14} className="c-lb">{lane.stage.toLowerCase()}</text>
                {lane.hidden > 0 && <text x="4" y={lane.top + 28} className="c-ax">{lane.hidden} more</text>}
                {lane.rows.map((row, r) => row.map((s, i) => {
                  const [a, b] = [x(s.from), x(s.to ?? until)];
                  const on = s.from <= at && (s.to === null || s.to > at || (at === until && s.to === null));
                  const wide = b - a > 12 + named(s.version).length * 6;
                  return (
                    <g key={`${s.version} ${s.from} ${i}`} className={`span-${/^production$/i.test(lane.stage) ? "prod" : "other"}${on ? " on" : ""}`}>
                      <rect x={a} y={lane.top + r * ROW + 2} width={Math.max(1.5, b - a - 0.8)} height={ROW - 4} rx="2"><title>{`${named(s.version)} in ${lane.stage.toLowerCase()} from ${told(s.from)} ${s.to === null ? "on" : `to ${told(s.to)}`}`}</title></rect>
                      {wide && <text x={a + 6} y={lane.top + r * ROW + 14}>{named(s.version)}</text>}
                    </g>
                  );
                }))}
              </g>
            ))}
            <g className="handle on"><line x1={x(at)} x2={x(at)} y1="12" y2={height - 14} /><circle cx={x(at)} cy="12" r="4.6" /></g>
          </svg>
        </div>
      </Figure>
    </>
  );
}

/** Moments that calendars have: about seven of them. */
export function ticksOf(from: number, until: number): { at: number; text: string }[] {
  const DAY = 86_400_000;
  const wide = (until - from) / 7;
  const out: { at: number; text: string }[] = [];
  if (wide > 20 * DAY) {
    const step = wide > 300 * DAY ? 12 : wide > 150 * DAY ? 6 : wide > 75 * DAY ? 3 : wide > 45 * DAY ? 2 : 1;
    const begin = new Date(from);
    for (let m = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1) / step) * step; ; m += step) {
      const at = Date.UTC(Math.floor(m / 12), m % 12, 1);
      if (at > until) return out;
      out.push({ at, text: day(new Date(at).toISOString()).replace(/^1 /, "") });
    }
  }
  const steps = [60_000, 300_000, 900_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 21 * DAY];
  const step = steps.find((s) => s >= wide) ?? 21 * DAY;
  for (let at = Math.ceil(from / step) * step; at <= until; at += step) {
    const iso = new Date(at).toISOString();
    out.push({ at, text: step >= DAY ? day(iso).replace(/ \d{4}$/, "") : moment(iso).slice(-5) });
  }
  return out;
}
