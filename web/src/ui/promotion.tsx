import { useState } from "react";
import { moment, number, words } from "../lib/format.ts";
import { registry, type Act, type Promotion, type Requirement } from "../lib/registry.ts";
import { Link, page, pageOf } from "../lib/router.tsx";
import type { Json } from "../lib/types.ts";
import { Icon } from "./icons.tsx";
import { Failure, Note, Panel } from "./parts.tsx";

const CHIP: Record<string, [string, string]> = { REQUESTED: ["wait", "waits for approval"], PROMOTED: ["ok", "approved"], REJECTED: ["fail", "refused"] };

export function DecisionChip({ decision }: { decision: string | null | undefined }) {
  const [tone, text] = CHIP[decision ?? ""] ?? ["", "not asked for"];
  return <span className={`chip ${tone}`}>{text}</span>;
}

/** What a challenge says of itself and the page says anyway. */
const SAID = ["product", "model", "challenger", "state"];

/** Facts that somebody gave: numbers and texts by name, addresses as links. */
export function EvidenceFacts({ product, evidence }: { product: string; evidence: Json | undefined }) {
  const all = typeof evidence === "object" && evidence !== null && !Array.isArray(evidence) ? Object.entries(evidence) : [];
  const challenge = all.some(([k, v]) => k === "id" && isChallenge(v));
  const flat = all
    .flatMap(([k, v]): [string, Json][] => (k === "evidence" && typeof v === "object" && v !== null && !Array.isArray(v) ? Object.entries(v) : [[challenge && k === "id" ? "challenge" : k, v]]))
    .filter(([k, v]) => v !== null && v !== "" && !(challenge && SAID.includes(k)));
  if (flat.length === 0) return null;
  return <dl className="kv">{flat.map(([k, v]) => <div key={k} className="kvp"><dt>{words(k)}</dt><dd><Fact product={product} name={k} value={v} /></dd></div>)}</dl>;
}

const isChallenge = (value: Json): boolean => typeof value === "string" && value.startsWith("chl_");

function Fact({ product, name, value }: { product: string; name: string; value: Json }) {
  if (typeof value === "number") return <>{number(value)}</>;
  if (typeof value !== "string") return <code>{JSON.stringify(value)}</code>;
  if (name === "challenge") return <Link to={page(product, "challenges", value)} className="mono">{value}</Link>;
  if (value.startsWith("/")) return <Link to={pageOf(value, product)} className="clip">{value}</Link>;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return <>{moment(value)}</>;
  return /^https?:\/\//.test(value) ? <a href={value} target="_blank" rel="noreferrer noopener">{value}</a> : <>{value}</>;
}

/** From the request over what it rests on to the decision of somebody else. */
export function PromotionPanel({ product, promotion, needs, act }: { product: string; promotion: Promotion; needs: Requirement[]; act: Act }) {
  const { decision } = promotion;
  // What no promotion can deploy needs none of what one asks for.
  const hopeless = !decision && needs.some((n) => n.name === "Servable" && !n.met);
  const shown = hopeless ? needs.filter((n) => !n.required) : needs;
  return (
    <Panel title={<>Promotion <DecisionChip decision={decision} /></>} className="promotion">
      <ul className="rows needs">
        {shown.map((n) => (
          <li key={n.name} className={n.met ? "met" : ""}>
            <Icon name={n.met ? "done" : n.required && decision ? "fail" : n.required ? "wait" : "miss"} label={n.met ? "met" : n.required ? "required" : "missing"} />
            <div><b>{n.name}</b>{n.required && <span className="micro faint"> required</span>}<small>{n.fact}{!n.met && <> · {n.remedy}</>}</small></div>
          </li>
        ))}
      </ul>
      <div className="pad ruled stack tight">
        {promotion.requestedBy && <p className="small"><b>{promotion.requestedBy}</b> asked on {moment(promotion.requestedAt)}:</p>}
        {promotion.requestedBy && <EvidenceFacts product={product} evidence={promotion.evidence} />}
        {decision !== "REQUESTED" && promotion.decidedBy && <><p className="small"><b>{promotion.decidedBy}</b> {decision === "PROMOTED" ? "approved" : "refused"} it on {moment(promotion.decidedAt)}:</p><EvidenceFacts product={product} evidence={promotion.verdict} /></>}
        {decision === "PROMOTED" && !["PRODUCTION", "ARCHIVED"].includes(promotion.stage) && <p className="small muted">What was approved is built, tested and deployed; its stage changes with that. How far it is says <Link to={page(product, "deliveries")}>its delivery</Link>.</p>}
        {!decision && <Request promotion={promotion} servable={!hopeless} act={act} />}
        {decision === "REQUESTED" && <Decide promotion={promotion} act={act} />}
        {act.error && <Failure error={act.error} />}
      </div>
    </Panel>
  );
}

interface Pair {
  name: string;
  value: string;
}

const asJson = (text: string): Json => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);
const objectOf = (pairs: Pair[]): Record<string, Json> => Object.fromEntries(pairs.filter((p) => p.name.trim() && p.value.trim()).map((p) => [p.name.trim(), asJson(p.value.trim())]));

function Request({ promotion, servable, act }: { promotion: Promotion; servable: boolean; act: Act }) {
  const [open, setOpen] = useState(false);
  const [pairs, setPairs] = useState<Pair[]>([{ name: "comparison", value: "" }]);
  if (!servable) return <Note>It came through MLflow, without model.onnx: no promotion can deploy it. Move it by its stage.</Note>;
  if (!open) return <div><button className="btn primary s" onClick={() => setOpen(true)}>Ask for its promotion</button></div>;
  const evidence = objectOf(pairs);
  return (
    <form className="stack tight" onSubmit={(e) => { e.preventDefault(); void act.run(() => registry.promotion(promotion.model, promotion.version, "", evidence)); }}>
      <p className="small muted">What does it rest on? At least one fact; addresses become links.</p>
      {pairs.map((p, i) => (
        <div key={i} className="line">
          <span className="field factname"><input aria-label={`Fact ${i + 1}, name`} placeholder="fact" value={p.name} onChange={(e) => setPairs(pairs.map((x, j) => (i === j ? { ...x, name: e.target.value } : x)))} /></span>
          <span className="field grow"><input aria-label={`Fact ${i + 1}, value`} placeholder="a number, a text, an address" value={p.value} onChange={(e) => setPairs(pairs.map((x, j) => (i === j ? { ...x, value: e.target.value } : x)))} /></span>
        </div>
      ))}
      <div className="line"><button type="button" className="linkish small" onClick={() => setPairs([...pairs, { name: "", value: "" }])}>one more fact</button><button type="button" className="btn s end" onClick={() => { act.clear(); setOpen(false); }}>Cancel</button><button type="submit" className="btn primary s" disabled={act.busy || Object.keys(evidence).length === 0}>Ask</button></div>
    </form>
  );
}

function Decide({ promotion, act }: { promotion: Promotion; act: Act }) {
  const [why, setWhy] = useState("");
  const evidence: Record<string, Json> = why.trim() ? { reason: why.trim() } : {};
  const waits = promotion.approvers.filter((a) => a !== promotion.requestedBy);
  if (promotion.obstacle) return <Note tone="wait">Waits for {waits.length > 0 ? waits.join(" or ") : `anybody but ${promotion.requestedBy}`}. {promotion.obstacle}</Note>;
  return (
    <div className="stack tight">
      <span className="field"><input aria-label="Reason" placeholder="Your reason; kept in the history" value={why} onChange={(e) => setWhy(e.target.value)} /></span>
      <div className="line">
        <span className="small muted">As {promotion.caller}</span>
        <button className="btn danger s end" disabled={act.busy} onClick={() => void act.run(() => registry.promotion(promotion.model, promotion.version, "/refusal", evidence))}>Refuse</button>
        <button className="btn primary s" disabled={act.busy} onClick={() => void act.run(() => registry.promotion(promotion.model, promotion.version, "/approval", evidence))}>Approve</button>
      </div>
    </div>
  );
}
