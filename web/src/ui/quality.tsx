import { duel, fixed, integer, month, version } from "../lib/format.ts";
import { navigate, page } from "../lib/router.tsx";
import type { Challenge, LogEvent, Performance } from "../lib/types.ts";
import { FEW, means } from "../lib/performance.ts";
import { roomy, wide } from "../lib/roomy.ts";
import { monthIndex, monthOf } from "../loop/strip.tsx";
import { Figure } from "./figure.tsx";

const LEFT = 96;
const RIGHT = 1090;
const WIDTH = 1180;
const TOP = 14;
const BOTTOM = 236;

/** The AUC's standard error where only counts are known (Hanley and McNeil). */
export function aucError(auc: number, labels: number, positiveShare: number): number {
  const p = Math.max(1, labels * positiveShare);
  const n = Math.max(1, labels - p);
  const q1 = auc / (2 - auc);
  const q2 = (2 * auc * auc) / (1 + auc);
  return Math.sqrt(Math.max(0, (auc * (1 - auc) + (p - 1) * (q1 - auc * auc) + (n - 1) * (q2 - auc * auc)) / (p * n)));
}

type Room = ReturnType<typeof roomy>;

interface Props {
  product: string;
  performance: Performance;
  challenges: Challenge[];
  alerts: LogEvent[];
  floor: number | null;
  now: string | null;
  metric: string;
  /** Share of positives among the labels; without it no interval can be drawn. */
  positives: number | null;
}

/** Quality by month, and in lanes under it all that happened: on one axis. */
export function QualityChart({ product, performance, challenges, alerts, floor, now, metric, positives }: Props) {
  const months = performance.months;
  const start = Math.min(monthIndex(months[0]?.month ?? ""), ...challenges.map((c) => Math.floor(monthOf(c.startedAt))));
  const end = Math.max(monthIndex(months.at(-1)?.month ?? "") + 1, now ? monthOf(now) + 0.15 : 0);
  const x = (m: number): number => LEFT + ((m - start) / Math.max(1, end - start)) * (RIGHT - LEFT);
  const at = (iso: string): number => x(Math.max(start, Math.min(end, monthOf(iso))));
  const values = months.flatMap((m) => [m.loop, m.first]).filter((v): v is number => typeof v === "number");
  const half = (v: number, labels: number): number => (positives === null || labels < FEW ? 0 : 1.96 * aucError(v, labels, positives));
  const edges = months.flatMap((m) => (typeof m.loop === "number" ? [m.loop - half(m.loop, m.labels), m.loop + half(m.loop, m.labels)] : []));
  const low = Math.max(0, Math.floor((Math.min(...values, ...edges, floor ?? 1) - 0.006) * 50) / 50);
  const high = Math.min(1, Math.ceil((Math.max(...values, ...edges, floor ?? 0) + 0.006) * 50) / 50);
  const y = (v: number): number => BOTTOM - ((v - low) / (high - low || 1)) * (BOTTOM - TOP);
  const by = high - low > 0.3 ? 0.1 : high - low > 0.16 ? 0.04 : 0.02;
  const ticks = Array.from({ length: Math.floor((high - low) / by + 1e-6) + 1 }, (_, i) => low + i * by);
  const points = months.map((m) => ({ ...m, x: x(monthIndex(m.month) + 0.5), known: m.predictions > 0 ? m.labels / m.predictions : 0 }));
  const enough = points.filter((p) => p.labels >= FEW);
  const runs = (key: "loop" | "first", want: (p: (typeof points)[number]) => boolean): string => {
    let pen = "M";
    return points.map((p) => {
      const v = p[key];
      if (typeof v !== "number" || p.labels < FEW || !want(p)) { pen = "M"; return ""; }
      const part = `${pen}${p.x.toFixed(1)} ${y(v).toFixed(1)}`;
      pen = "L";
      return part;
    }).join("");
  };
  // A month is provisional while labels of it still arrive; its line is dotted from the month before.
  const firstOpen = points.findIndex((p, i) => p.known < 0.9 && i >= points.length - 3);
  const provisional = (i: number): boolean => firstOpen >= 0 && i >= firstOpen - 1;
  const band = enough.flatMap((p) => (typeof p.loop === "number" && positives !== null ? [{ x: p.x, half: half(p.loop, p.labels), v: p.loop }] : []));
  const { loop, still } = means(months);
  const changes = challenges.filter((c) => (c.state === "PROMOTED" || c.state === "ROLLED_BACK") && c.decidedAt).sort((a, b) => (a.decidedAt ?? "").localeCompare(b.decidedAt ?? ""));
  const spans = [
    { version: changes[0]?.champion, from: x(start), to: changes[0]?.decidedAt ? at(changes[0].decidedAt) : now ? at(now) : RIGHT },
    ...changes.map((c, i) => { const next = changes[i + 1]?.decidedAt; return { version: c.state === "ROLLED_BACK" ? c.champion : c.challenger, from: at(c.decidedAt ?? ""), to: next ? at(next) : now ? at(now) : RIGHT }; }),
  ].filter((s) => s.version);
  const placed = alerts.map((e) => ({ e, cx: at(e.eventTime ?? e.time) })).sort((a, b) => a.cx - b.cx);
  const drifts = placed.filter(({ e }) => e.type === "monitoring.drift.detected");
  const drops = placed.filter(({ e }) => e.type !== "monitoring.drift.detected");
  const decided = challenges.map((c) => ({ c, cx: at(c.decidedAt ?? c.startedAt) })).sort((a, b) => a.cx - b.cx);
  const room = [decided, drifts, drops].map((marks) => roomy(marks.map((m) => m.cx))) as [Room, Room, Room];
  const fitted = (cx: number, text: string, fits: boolean): boolean => fits && cx + wide(text) < WIDTH;
  const height = 372;
  const lane = (i: number): number => 262 + i * 22;
  const open = (path: string) => ({ href: path, onClick: (e: React.MouseEvent) => { if (!e.metaKey && !e.ctrlKey && e.button === 0) { e.preventDefault(); navigate(path); } } });
  const every = Math.ceil(months.length / 16);
  const lastLoop = [...enough].reverse().find((p) => typeof p.loop === "number");
  const lastFirst = [...enough].reverse().find((p) => typeof p.first === "number");
  const label = `${metric} by month: the loop's mean is ${fixed(loop)}, that of the first model left alone ${fixed(still)}`;
  return (
    <Figure label={label} table={{ heads: ["month", "loop", "static", "labels", "predictions"], rows: months.map((m) => [month(m.month), fixed(m.loop, 4), fixed(m.first, 4), integer(m.labels), integer(m.predictions)]) }}>
    <svg viewBox={`0 0 1180 ${height}`} className="chart" role="group" aria-label={label}>
      <text x="4" y="18" className="c-lb strongt">{metric}</text>
      {ticks.map((t) => <g key={t.toFixed(3)} aria-hidden="true"><line x1={LEFT - 4} x2={RIGHT} y1={y(t)} y2={y(t)} className="c-gr" /><text x={LEFT - 10} y={y(t) + 3.5} className="c-ax" textAnchor="end">{t.toFixed(2)}</text></g>)}
      {firstOpen >= 0 && points[firstOpen] && (
        <g><rect x={points[firstOpen].x - (RIGHT - LEFT) / Math.max(1, end - start) / 2} y={TOP - 8} width={Math.max(0, RIGHT - points[firstOpen].x + (RIGHT - LEFT) / Math.max(1, end - start) / 2)} height={BOTTOM - TOP + 8} className="provisional" /><text x={RIGHT - 14} y={TOP + 2} className="c-ax" textAnchor="end">{Math.round(points[firstOpen].known * 100)} % known</text></g>
      )}
      {band.length > 1 && <path className="band1" d={`M${band.map((b) => `${b.x} ${y(Math.min(high, b.v + b.half))}`).join("L")}L${[...band].reverse().map((b) => `${b.x} ${y(Math.max(low, b.v - b.half))}`).join("L")}Z`} />}
      {floor !== null && floor > low && floor < high && <g><line x1={LEFT} x2={RIGHT} y1={y(floor)} y2={y(floor)} className="floor" /><text x={LEFT + 4} y={y(floor) - 5} className="c-ax tf">threshold {fixed(floor)}</text></g>}
      <path className="l lr" d={runs("first", () => true)} />
      <path className="l l1" d={runs("loop", (p) => !(firstOpen >= 0 && points.indexOf(p) >= firstOpen))} />
      {firstOpen >= 0 && <path className="l l1 dotted" d={runs("loop", (p) => provisional(points.indexOf(p)))} />}
      {points.map((p) => typeof p.loop === "number" && (
        <g key={p.month}><circle cx={p.x} cy={y(p.loop)} r={p.labels < FEW ? 3 : 7} className={p.labels < FEW ? "f1 half" : "hit"}><title>{`${month(p.month)}: loop ${fixed(p.loop)}, static ${fixed(p.first)}; ${integer(p.labels)} of ${integer(p.predictions)} labels known`}</title></circle>{p.labels < FEW && <text x={p.x} y={y(p.loop) - 8} className="c-ax" textAnchor="middle">{p.labels} labels</text>}</g>
      ))}
      {lastLoop && <text x={RIGHT + 6} y={y(lastLoop.loop ?? 0) + 4} className="c-lb t1">loop {fixed(loop)}</text>}
      {lastFirst && <text x={RIGHT + 6} y={Math.max(y(lastFirst.first ?? 0) + 4, lastLoop ? y(lastLoop.loop ?? 0) + 18 : 0)} className="c-lb tr">static {fixed(still)}</text>}
      {["Version live", "Challenges", "Drifts", "Quality"].map((name, i) => <g key={name} aria-hidden="true"><text x="4" y={lane(i) + 4} className="c-lb">{name}</text><line x1="4" x2={RIGHT} y1={lane(i) + 11} y2={lane(i) + 11} className="c-gr" /></g>)}
      {spans.map((s, i) => <g key={i}><rect x={s.from + 1} y={lane(0) - 8} width={Math.max(1, s.to - s.from - 2)} height="15" rx="2" className={i === spans.length - 1 ? "spannow" : "span"} />{s.to - s.from > 20 && <text x={s.from + 7} y={lane(0) + 4} className={`c-ax ${i === spans.length - 1 ? "onacc" : ""}`}>{version(s.version)}</text>}</g>)}
      {changes.map((c) => <line key={c.id} x1={at(c.decidedAt ?? "")} x2={at(c.decidedAt ?? "")} y1={TOP - 8} y2={lane(3) + 11} className="change" />)}
      {decided.map(({ c, cx }, i) => {
        const said = `${version(c.challenger)}${c.state === "PROMOTED" ? "" : ` ${c.state.toLowerCase().replace("_", " ")}`}`;
        return (
          <a key={c.id} {...open(page(product, "challenges", c.id))} aria-label={`${duel(c)}: ${c.state.toLowerCase()}`}>
            <circle cx={cx} cy={lane(1)} r="4.2" className={`dec ${c.state.toLowerCase()}`}><title>{`${duel(c)}: ${c.state.toLowerCase()}`}</title></circle>{fitted(cx, said, room[0](i, wide(said))) && <text x={cx + 8} y={lane(1) + 4} className="c-ax">{said}</text>}
          </a>
        );
      })}
      {drifts.map(({ e, cx }, i) => {
        const all = columnsOf(e);
        const said = [all.slice(0, 2).join(", "), all[0] ?? ""].find((t) => room[1](i, wide(t)) && fitted(cx, t, true));
        return <a key={e.id} {...open(page(product, "events", e.id))} aria-label={`Drift in ${all.join(", ") || "some columns"}`}><path d={`M${cx} ${lane(2) - 5}l5.5 9.5h-11z`} className="drift"><title>{`Drift in ${all.join(", ")}`}</title></path>{said && <text x={cx + 9} y={lane(2) + 4} className="c-ax">{said}</text>}</a>;
      })}
      {drops.map(({ e, cx }, i) => {
        const auc = (e.data as { auc?: unknown } | null)?.auc;
        const said = typeof auc === "number" ? `AUC ${fixed(auc)}` : (e.type.split(".").at(-1) ?? "");
        return <a key={e.id} {...open(page(product, "events", e.id))} aria-label={`Quality dropped: ${said}`}><rect x={cx - 4} y={lane(3) - 4} width="8" height="8" className="drop"><title>{said}</title></rect>{fitted(cx, said, room[2](i, wide(said))) && <text x={cx + 9} y={lane(3) + 4} className="c-ax">{said}</text>}</a>;
      })}
      {months.map((m, i) => i % every === 0 && <text key={m.month} x={x(monthIndex(m.month) + 0.5)} y={lane(3) + 32} className="c-ax" textAnchor="middle">{month(m.month, true)}{i === 0 || m.month.endsWith("-01") ? ` ${m.month.slice(0, 4)}` : ""}</text>)}
      {now && <line x1={at(now)} x2={at(now)} y1={TOP - 8} y2={lane(3) + 11} stroke="var(--accent)" strokeWidth="1.5" />}
    </svg>
    </Figure>
  );
}

/** The drifted columns that an alert names, most drifted first. */
export function columnsOf(e: LogEvent): string[] {
  const data = e.data as { columns?: unknown; report?: { columns?: unknown } } | null;
  const columns = data?.columns ?? data?.report?.columns;
  if (!Array.isArray(columns)) return [];
  return (columns as { name: string; psi?: number; drifted?: boolean }[]).filter((c) => c.drifted !== false).sort((a, b) => (b.psi ?? 0) - (a.psi ?? 0)).map((c) => c.name);
}
