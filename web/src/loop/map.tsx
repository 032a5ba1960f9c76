import type { KeyboardEvent } from "react";
import { clip, day } from "../lib/format.ts";
import { navigate, page } from "../lib/router.tsx";
import type { LoopStep, Performance, StepState } from "../lib/types.ts";
import { cards, stepOf, subOf, type Known } from "./facts.ts";
import { FEEDBACK, STATIONS, TRACKS, type Station } from "./plan.ts";

const CLASS: Record<StepState, string> = { DONE: "done", RUNNING: "run", FAILED: "fail", MISSING: "miss" };
const WORD: Record<StepState, string> = { DONE: "done", RUNNING: "running", FAILED: "failed", MISSING: "missing" };

interface Props {
  product: string;
  known: Known;
  selected: number | null;
  select: (number: number) => void;
}

/** The paper's Figure 4, drawn; a station per step, a card per component. */
export function LoopMap({ product, known, selected, select }: Props) {
  const { loop } = known;
  const state = (n: number): StepState => stepOf(loop, n)?.state ?? "MISSING";
  const lit = (...ns: number[]): boolean => ns.every((n) => state(n) !== "MISSING");
  const turning = loop.steps.some((s) => s.state === "RUNNING") || loop.turns.some((t) => t.state === "RUNNING");
  const lines = cards(known);
  const fed = lit(27);
  const done = loop.steps.filter((s) => s.state !== "MISSING").length;
  return (
    <svg viewBox="0 0 976 744" role="group" aria-label={`The loop: ${done} of 28 steps filled, in zones A to D, with nine components and three ways of feedback from monitoring`} preserveAspectRatio="xMidYMid meet">
      <g aria-hidden="true">
        <rect x="22" y="4" width="230" height="272" rx="6" className="z-panel za-p" />
        <rect x="22" y="288" width="230" height="122" rx="6" className="z-panel zb-p" />
        <rect x="22" y="422" width="230" height="276" rx="6" className="z-panel zb-p" />
        <rect x="388" y="4" width="582" height="156" rx="6" className="z-panel zc-p" />
        <rect x="388" y="250" width="582" height="448" rx="6" className="z-panel zd-p" />
        {TRACKS.filter((t) => !t.d.includes("536")).map((t) => <path key={t.d} d={t.d} className={`track ${lit(t.from, t.to) ? t.tone : "todo"}`} />)}
        <path d="M466 305 v-5 q0 -5 5 -5 H941 q5 0 5 5 v5" fill="none" stroke="var(--line-strong)" />
        <path className="fb halo" d={FEEDBACK.experimentation} />
        <Feedback d={FEEDBACK.experimentation} fed={fed && lit(13)} flowing={turning} />
        <Feedback d={FEEDBACK.engineering} fed={fed && lit(6)} flowing={turning} />
        <Feedback d={FEEDBACK.scheduler} fed={fed && lit(28)} flowing={turning} />
        <Arrow d="M412 349 l-4.5 8 h9z" on={fed && lit(28)} />
        <Arrow d="M434 77 l-4.5 8 h9z" on={fed && lit(13)} />
        <Arrow d="M43 356 l-8 -4.5 v9z" on={fed && lit(6)} />
        <Wire d="M372 374 H488 Q496 374 496 366 V348" on={lit(12, 18)} flowing={state(18) === "RUNNING"} />
        <Wire d="M372 462 H599 Q607 462 607 470 V494" on={lit(12, 25)} flowing={turning && lit(25)} />
        <Wire d="M622 234 V295" on={lit(17)} flowing={false} />
        <path className="wire" d="M670 96 V108 M788 96 V108 M580 349 V392 M664 349 V392 M748 349 V392 M832 349 V392" />
      </g>
      <Zone x={60} y={24} code="A" tone="za" title="Product initiation" />
      <Zone x={60} y={308} code="B1" tone="zb" title="Requirements" />
      <Zone x={60} y={442} code="B2" tone="zb" title="Feature engineering pipeline" />
      <Zone x={400} y={24} code="C" tone="zc" title="Experimentation" />
      <Zone x={400} y={270} code="D" tone="zd" title="Automated ML workflow pipeline" />
      <text x="942" y="290" className="ssub" textAnchor="end">{orchestrated(known)}</text>

      <Card to={page(product, "runs")} box={[630, 108, 198, 40]} code="C5" name="Training infrastructure" lines={lines["experiments"]} on={lit(15)} />
      <Card to={page(product, "deliveries")} box={[394, 176, 240, 58]} code="" name="Artifact store" lines={lines["artifacts"]} on={lit(17)} />
      <Card to={page(product, "deliveries")} box={[664, 176, 146, 58]} code="C1" name="CI/CD" lines={lines["delivery"]} on={lit(17)} />
      <Card to={page(product, "code")} box={[824, 176, 146, 58]} code="C2" name="Source repository" lines={lines["repository"]} on={Boolean(known.product?.commit)} />
      <Store product={product} lines={lines} on={lit(12)} online={lit(12, 25)} />
      <Card to={page(product, "pipelines")} box={[550, 392, 150, 52]} code="C5" name="Training" lines={lines["training"]} on={lit(20)} />
      <Card to={page(product, "runs")} box={[724, 392, 176, 52]} code="C7" name="Metadata store" lines={lines["metadata"]} on={lit(20)} />
      <Card to={page(product, "models")} box={[824, 494, 126, 148]} code="C6" name="Registry" lines={lines["registry"]} on={lit(23)} below={74} />
      <Card to={page(product, "deliveries")} box={[684, 494, 126, 148]} code="C1" name="Deployment" lines={lines["deployment"]} on={lit(24)} below={74} />
      <Card to={page(product, "endpoints")} box={[544, 494, 126, 148]} code="C8" name="Serving" lines={lines["serving"]} on={lit(25)} below={74} />
      <Card to={page(product, "monitors")} box={[404, 494, 126, 148]} code="C9" name="Monitoring" lines={lines["monitoring"]} on={lit(26)} below={74} />
      <g aria-hidden="true">
        {TRACKS.filter((t) => t.d.includes("536")).map((t) => <path key={t.d} d={t.d} className={`track ${lit(t.from, t.to) ? t.tone : "todo"}`} />)}
        <circle cx="887" cy="536" r="4" fill={lit(23) ? "var(--zone-d-line)" : "var(--line-strong)"} />
        <Feedback d={FEEDBACK.monitoring} fed={fed} flowing={false} />
        <Quality performance={known.performance ?? null} />
        <text x="502" y="362" className="ssub">offline</text>
        <text x="448" y="456" className="ssub halo-d">online features</text>
        <text x="110" y="728" className={`ssub halo${fed ? " ta" : ""}`}>{fed ? "27 to data engineering: rules 6 and 7" : "27 to data engineering: closes here"}</text>
        <g transform="translate(384 610) rotate(-90)"><text className={`ssub halo${fed ? " ta" : ""}`}>27 to experimentation</text></g>
        <text x="421" y="394" className={`ssub${fed ? " ta" : ""}`}>to the scheduler</text>
        <text x="421" y="408" className="ssub">{lastTrigger(known)}</text>
      </g>
      {STATIONS.map((s) => (
        <StationMark key={s.number} station={s} step={stepOf(loop, s.number)} sub={subOf(s.number, known)} selected={selected === s.number} select={select} product={product} />
      ))}
    </svg>
  );
}

function orchestrated(known: Known): string {
  const run = known.runs?.find((r) => r.state === "RUNNING") ?? known.runs?.[0];
  if (!run) return "C3 workflow orchestration";
  return `C3 orchestrates: ${run.pipeline} ${run.state.toLowerCase()}`;
}

function lastTrigger(known: Known): string {
  const last = known.loop.turns.at(-1);
  if (!last) return "";
  // An event's id says nothing here; when it came does.
  return clip(last.trigger.startsWith("evt_") ? `last on ${day(last.startedAt)}` : `last: ${last.trigger}`, 22);
}

function Feedback({ d, fed, flowing }: { d: string; fed: boolean; flowing: boolean }) {
  return (
    <>
      <path className={`fb${fed ? "" : " idle"}`} d={d} />
      {fed && flowing && <path className="fbflow" d={d} />}
    </>
  );
}

function Arrow({ d, on }: { d: string; on: boolean }) {
  return <path d={d} fill={on ? "var(--accent)" : "var(--line-strong)"} />;
}

function Wire({ d, on, flowing }: { d: string; on: boolean; flowing: boolean }) {
  return <path d={d} className={`wire ${!on ? "todo" : flowing ? "live" : "on"}`} />;
}

function Zone({ x, y, code, tone, title }: { x: number; y: number; code: string; tone: string; title: string }) {
  return <text x={x} y={y} className={`zn ${tone}`}><tspan className="zcode">{code}</tspan>{"  "}{title}</text>;
}

function Card({ to, box: [x, y, w, h], code, name, lines = [], on, below = 31 }: { to: string; box: [number, number, number, number]; code: string; name: string; lines?: string[] | undefined; on: boolean; below?: number }) {
  const room = Math.floor((w - 14) / 5.4);
  return (
    <a href={to} className="card" aria-label={`${name}: ${lines.join(", ")}`} onClick={(e) => follow(e, to)}>
      <rect x={x} y={y} width={w} height={h} rx="4" className={`comp${on ? "" : " miss"}`} />
      {code && <text x={x + 8} y={y + 16} className="cid">{code}</text>}
      <text x={x + (code ? 28 : 8)} y={y + 16} className="cnm">{name}</text>
      {lines.slice(0, h > 100 ? 3 : h > 45 ? 2 : 1).map((line, i) => <text key={i} x={x + 8} y={y + below + i * 14} className="ssub">{clip(line, room)}</text>)}
    </a>
  );
}

function Store({ product, lines, on, online }: { product: string; lines: Record<string, string[]>; on: boolean; online: boolean }) {
  const to = page(product, "views");
  return (
    <a href={to} className="card" aria-label="Feature store, offline and online" onClick={(e) => follow(e, to)}>
      <rect x="262" y="250" width="110" height="250" rx="4" className={`comp${on ? "" : " miss"}`} />
      <text x="270" y="267" className="cid">C4</text>
      <text x="290" y="267" className="cnm">Feature store</text>
      <path d="M262 278 H372 M262 402 H372" className="c-gr" />
      <text x="270" y="296" className="slb sm">Offline</text>
      {(lines["offline"] ?? []).map((line, i) => <text key={i} x="270" y={311 + i * 14} className="ssub">{clip(line, 19)}</text>)}
      <text x="270" y="420" className={`slb sm${online ? "" : " smiss"}`}>Online</text>
      {(lines["online"] ?? []).map((line, i) => <text key={i} x="270" y={435 + i * 14} className="ssub">{clip(line, 19)}</text>)}
    </a>
  );
}

/** AUC by month in the monitoring card: the loop, and the first model kept static. */
function Quality({ performance }: { performance: Performance | null }) {
  const months = performance?.months ?? [];
  const values = months.flatMap((m) => [m.loop, m.first]).filter((v): v is number => typeof v === "number");
  if (months.length < 2 || values.length < 2) return null;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (i: number): number => 413 + (i * 108) / (months.length - 1);
  const y = (v: number): number => 630 - ((v - low) / (high - low || 1)) * 30;
  const path = (key: "loop" | "first"): string => {
    let pen = "M";
    return months.map((m, i) => {
      const v = m[key];
      if (typeof v !== "number") { pen = "M"; return ""; }
      const part = `${pen}${x(i).toFixed(1)} ${y(v).toFixed(1)}`;
      pen = "L";
      return part;
    }).join("");
  };
  return <><path className="l lr" d={path("first")} /><path className="l l1" d={path("loop")} /></>;
}

function follow(e: React.MouseEvent, to: string): void {
  if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  navigate(to);
}

function StationMark({ station: s, step, sub, selected, select, product }: { station: Station; step: LoopStep | undefined; sub: string | null; selected: boolean; select: (n: number) => void; product: string }) {
  const state = step?.state ?? "MISSING";
  const tone = CLASS[state];
  const missing = state === "MISSING";
  const under = sub ?? s.hint;
  const open = (e: KeyboardEvent) => {
    if (e.key === " " || e.key === "Enter") {
      e.preventDefault();
      if (selected && e.key === "Enter") navigate(page(product, s.part));
      else select(s.number);
    }
  };
  return (
    <g
      className={`step${selected ? " on" : ""}`}
      role="button"
      tabIndex={0}
      data-step={s.number}
      aria-pressed={selected}
      aria-label={`Step ${s.number}, ${step?.name ?? s.label}: ${WORD[state]}${under ? `, ${under}` : ""}`}
      onClick={() => select(s.number)}
      onKeyDown={open}
    >
      {selected && <circle cx={s.x} cy={s.y} r="15" className="ring" />}
      <circle className={`stn ${tone}`} cx={s.x} cy={s.y} r="10" />
      {state === "RUNNING" && <circle cx={s.x} cy={s.y} r="13.5" className="arc spin" />}
      <text x={s.x} y={s.y + 3.4} className={`sno ${tone}`}>{s.number}</text>
      {s.side === "right" && (
        <>
          <text x={s.x + 19} y={s.number === 12 ? s.y - 7 : s.y - 2} className={`slb${missing ? " smiss" : ""}`}>{s.label}</text>
          <text x={s.x + 19} y={s.number === 12 ? s.y + 16 : s.y + 12} className="ssub">{clip(under, 33)}</text>
          <rect className="hit" x={s.x - 12} y={s.y - 17} width="210" height="34" />
        </>
      )}
      {s.side === "above" && s.number !== 27 && (
        <>
          <text x={s.number === 28 ? 400 : s.x} y={s.y - 18} className={`slb${s.zone === "D" ? " sm" : ""}${missing ? " smiss" : ""}`} textAnchor={s.number === 28 ? "start" : "middle"}>{s.label}</text>
          {s.zone === "C" && (
            <text x={s.anchor === "start" ? s.x + 14 : s.anchor === "end" ? s.x - 8 : s.x} y={s.y + 24} className="ssub" textAnchor={s.anchor}>{clip(under, 20)}</text>
          )}
          <rect className="hit" x={s.x - 38} y={s.y - 30} width="76" height="44" />
        </>
      )}
      {s.number === 27 && <text x="430" y="684" className={`slb sm${missing ? " smiss" : ""}`}>Feedback{step && step.count > 0 ? `, ${step.count === 1 ? "once" : `${step.count} times`}` : ""}</text>}
    </g>
  );
}
