import { useState, type ReactNode } from "react";
import { useGet } from "../lib/api.ts";
import { fixed, integer, moment, plural } from "../lib/format.ts";
import { lessIsBetter } from "../lib/mlflow.ts";
import { EMPTY_CARD, registry, sectionsOf, versionPath, type Act, type CardRevision, type ModelCard as Card, type Slice } from "../lib/registry.ts";
import { useParam } from "../lib/router.tsx";
import { Figure } from "./figure.tsx";
import { Markdown } from "./markdown.tsx";
import { Empty, Failure, Loading, Note, Panel, Segments } from "./parts.tsx";

const RISK: Record<string, string> = { LOW: "ok", LIMITED: "acc", HIGH: "wait", UNACCEPTABLE: "fail" };

/** What those who use the version must know, its revisions, and the means to write the next one. */
export function ModelCard({ model, version, act }: { model: string; version: number; act: Act }) {
  const path = versionPath(model, version, "/card/history");
  const asked = useGet<{ items: CardRevision[] }>(path);
  const [wanted, want] = useParam("revision");
  const [editing, edit] = useParam("card");
  const revisions = asked.data?.items ?? [];
  const newest = revisions[0];
  const shown = revisions.find((r) => String(r.revision) === wanted) ?? newest;
  if (asked.error && !asked.data) return <Panel title="Model card"><Failure error={asked.error} retry={() => void asked.refetch()} /></Panel>;
  if (asked.isPending) return <Panel title="Model card"><Loading lines={4} /></Panel>;
  if (editing === "edit") return <CardEditor key={newest?.revision ?? 0} card={newest?.card ?? EMPTY_CARD} next={(newest?.revision ?? 0) + 1} act={act} save={(card) => act.run(() => registry.writeCard(model, version, card)).then((fine) => { if (fine) edit(null); })} close={() => { act.clear(); edit(null); }} />;
  return (
    <Panel
      title="Model card"
      className="cardpanel"
      right={
        <>
          {revisions.length > 1 && (
            <label className="field pick1"><span className="small muted">Revision</span>
              <select aria-label="Revision" value={shown?.revision ?? ""} onChange={(e) => want(e.target.value === String(newest?.revision) ? null : e.target.value)}>
                {revisions.map((r) => <option key={r.revision} value={r.revision}>{r.revision}, {moment(r.at)}, {r.actor}</option>)}
              </select>
            </label>
          )}
          <button className="btn s" onClick={() => edit("edit")}>{newest ? "Edit" : "Write it"}</button>
        </>
      }
    >
      {shown ? (
        <>
          {shown !== newest && <div className="pad"><Note tone="wait">This is revision {shown.revision}, as {shown.actor} wrote it on {moment(shown.at)}. <button className="linkish" onClick={() => want(null)}>Show the newest</button></Note></div>}
          <CardText card={shown.card} by={`Revision ${shown.revision}, written by ${shown.actor} on ${moment(shown.at)}.`} />
        </>
      ) : <Empty title="No card yet">A card says what the version is for, what it must not be used for, what it learnt from, how good it is for each part of the data, and who answers for it.</Empty>}
    </Panel>
  );
}

function CardText({ card, by }: { card: Card; by: string }) {
  const sections = sectionsOf(card).filter(([k]) => k !== "Owner" && k !== "Risk");
  return (
    <div className="cardtext">
      {(card.owner || card.risk) && (
        <p className="line">
          {card.risk && <span className={`chip ${RISK[card.risk.level] ?? ""}`}>{card.risk.level.toLowerCase()} risk</span>}
          {card.risk?.reason && <span className="muted">{card.risk.reason}</span>}
          {card.owner && <span className="end nowrap"><span className="muted">owner</span> <b>{card.owner}</b></span>}
        </p>
      )}
      {sections.map(([head, text]) => <section key={head}><h3>{head}</h3><Markdown text={text} /></section>)}
      {card.slices.length > 0 && <Slices slices={card.slices} />}
      <p className="micro faint">{by}</p>
    </div>
  );
}

/** Figures of parts of the data, on one scale: where the model is worse than it is on the whole. */
export function Slices({ slices }: { slices: Slice[] }) {
  const metrics = [...new Set(slices.flatMap((s) => Object.keys(s.metrics)))];
  const [wanted, want] = useState<string | null>(null);
  const metric = wanted !== null && metrics.includes(wanted) ? wanted : metrics[0];
  if (metric === undefined) return null;
  const rows = slices.flatMap((s) => { const value = s.metrics[metric]; return value === undefined ? [] : [{ ...s, value }]; });
  const known = rows.filter((r) => typeof r.rows === "number" && r.rows > 0);
  const mean = known.length === rows.length && rows.length > 0 ? known.reduce((a, r) => a + r.value * (r.rows ?? 0), 0) / known.reduce((a, r) => a + (r.rows ?? 0), 0) : rows.reduce((a, r) => a + r.value, 0) / Math.max(1, rows.length);
  const [min, max] = [Math.min(...rows.map((r) => r.value)), Math.max(...rows.map((r) => r.value))];
  const room = (max - min) * 0.18 || Math.abs(max) * 0.05 || 1;
  const [low, high] = [min - room, max + room];
  const x = (v: number): number => 250 + ((v - low) / (high - low)) * 480;
  const height = 26 + rows.length * 24;
  const less = lessIsBetter(metric);
  const worse = (a: number, b: number): boolean => (less ? a > b : a < b);
  const worst = rows.reduce((a, r) => (worse(r.value, a.value) ? r : a), rows[0] ?? { name: "", value: 0 });
  const label = `${metric} by part of the data: ${rows.length} parts, worst ${worst.name} with ${fixed(worst.value, 3)}, mean ${fixed(mean, 3)}`;
  return (
    <section>
      <div className="line between"><h3>{metric} by part of the data</h3>{metrics.length > 1 && <Segments label="Metric of the parts" value={metric} options={metrics.slice(0, 6).map((m) => [m, m])} onChange={want} />}</div>
      <Figure label={label} table={{ heads: ["part", metric, "rows"], rows: rows.map((r) => [r.name, fixed(r.value, 4), r.rows ? integer(r.rows) : "–"]) }}>
        <svg viewBox={`0 0 900 ${height}`} className="chart slices" role="img" aria-label={label}>
          <line x1={x(mean)} x2={x(mean)} y1="16" y2={height} className="l lr" /><text x={x(mean)} y="10" className="c-ax" textAnchor="middle">mean {fixed(mean, 3)}</text>
          {rows.map((r, i) => {
            const y = 30 + i * 24;
            return (
              <g key={r.name}>
                <line x1="250" x2="730" y1={y} y2={y} className="c-gr" />
                <text x="240" y={y + 4} className="c-lb" textAnchor="end">{r.name.length > 38 ? `${r.name.slice(0, 37)}…` : r.name}</text>
                <line x1={x(mean)} x2={x(r.value)} y1={y} y2={y} className={worse(r.value, mean) ? "whisk below" : "whisk"} />
                <circle cx={x(r.value)} cy={y} r={r.rows ? Math.max(3, Math.min(8, 2 + Math.log10(r.rows) * 1.2)) : 4} className={worse(r.value, mean) ? "dot below" : "dot"} />
                <text x="745" y={y + 4} className="c-lb strongt">{fixed(r.value, 3)}</text>
                <text x="890" y={y + 4} className="c-lb c-mu" textAnchor="end">{r.rows ? plural(r.rows, "row") : ""}</text>
              </g>
            );
          })}
        </svg>
      </Figure>
    </section>
  );
}

const TEXTS = [["intendedUse", "Intended use", "What it is for, and who may rely on it"], ["limitations", "Limitations", "What it must not be used for"], ["data", "Data", "What it learnt from, and what is missing there"]] as const;

/** The next revision; what the editor does not know of is kept. */
function CardEditor({ card, next, act, save, close }: { card: Card; next: number; act: Act; save: (card: Card) => void; close: () => void }) {
  const [draft, setDraft] = useState(card);
  const [slices, setSlices] = useState(() => textOfSlices(card.slices));
  const read = slicesOf(slices);
  const set = (change: Partial<Card>) => setDraft((was) => ({ ...was, ...change }));
  return (
    <Panel title={`Model card, revision ${next}`} className="cardpanel">
      <form className="cardedit" onSubmit={(e) => { e.preventDefault(); if (typeof read !== "string") save({ ...draft, slices: read }); }}>
        {TEXTS.map(([key, head, hint]) => <Labelled key={key} head={head} hint={hint}><textarea rows={3} value={draft[key] ?? ""} onChange={(e) => set({ [key]: e.target.value || null })} /></Labelled>)}
        <div className="line top0 gap12">
          <Labelled head="Owner" hint="Who answers for it"><input value={draft.owner ?? ""} onChange={(e) => set({ owner: e.target.value || null })} /></Labelled>
          <Labelled head="Risk" hint="How much can go wrong">
            <select value={draft.risk?.level ?? ""} onChange={(e) => set({ risk: e.target.value ? { level: e.target.value, reason: draft.risk?.reason ?? null } : null })}>
              <option value="">not judged</option>{Object.keys(RISK).map((level) => <option key={level} value={level}>{level.toLowerCase()}</option>)}
            </select>
          </Labelled>
          <Labelled head="Because" hint="What the level rests on" grow><input disabled={!draft.risk} value={draft.risk?.reason ?? ""} onChange={(e) => draft.risk && set({ risk: { level: draft.risk.level, reason: e.target.value || null } })} /></Labelled>
        </div>
        <Labelled head="Metrics by part of the data" hint="One a line: name; rows; metric=value, …   as in   hotel = City; 51234; auc=0.77, f1=0.61" bad={typeof read === "string" ? read : null}><textarea rows={4} className="mono" spellCheck={false} value={slices} onChange={(e) => setSlices(e.target.value)} /></Labelled>
        {act.error && <Failure error={act.error} />}
        <div className="line"><span className="small muted">Revisions stay: what was written before can be read for ever.</span><button type="button" className="btn end" onClick={close}>Cancel</button><button className="btn primary" type="submit" disabled={act.busy || typeof read === "string"}>Write revision {next}</button></div>
      </form>
    </Panel>
  );
}

function Labelled({ head, hint, children, bad, grow = false }: { head: string; hint: string; children: ReactNode; bad?: string | null; grow?: boolean }) {
  return <label className={`labelled${grow ? " grow" : ""}`}><span><b>{head}</b> <small className="muted">{hint}</small></span><span className={`field${bad ? " bad" : ""}`}>{children}</span>{bad && <small className="fail-t">{bad}</small>}</label>;
}

export const textOfSlices = (slices: Slice[]): string => slices.map((s) => [s.name, s.rows ?? "", Object.entries(s.metrics).map(([k, v]) => `${k}=${v}`).join(", ")].join("; ")).join("\n");

/** The parts that the lines name, or what is wrong with the first that is. */
export function slicesOf(text: string): Slice[] | string {
  const out: Slice[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parts = line.split(";").map((p) => p.trim());
    const wrong = (why: string): string => `Line ${i + 1} ${why}`;
    if (parts.length !== 3 || !parts[0]) return wrong("needs a name, rows and metrics, with ; between them.");
    const rows = parts[1] === "" ? null : Number(parts[1]);
    if (rows !== null && (!Number.isInteger(rows) || rows < 0)) return wrong(`has '${parts[1]}' rows; write a whole number or nothing.`);
    const metrics: Record<string, number> = {};
    for (const pair of (parts[2] ?? "").split(",")) {
      const found = /^\s*([^=]+?)\s*=\s*(\S+)\s*$/.exec(pair);
      if (!found || !Number.isFinite(Number(found[2]))) return wrong(`has '${pair.trim()}' where a metric=number was expected.`);
      metrics[found[1] ?? ""] = Number(found[2]);
    }
    out.push({ name: parts[0], rows, metrics });
  }
  return out;
}
