import { useMemo, useState } from "react";
import { sendJson, useGet } from "../lib/api.ts";
import { fixed, integer, length, moment, plural, short, stamp } from "../lib/format.ts";
import { saidBy, spanOf, spansPath, traceOf, tracePath, TRACES, treeOf, verdictOf, type LlmTrace, type RawAssessment, type RawTrace, type Row, type Span } from "../lib/llm.ts";
import { useAct, type Act } from "../lib/registry.ts";
import { Link, page, useParam } from "../lib/router.tsx";
import type { Json } from "../lib/types.ts";
import { Copy } from "../ui/copy.tsx";
import { Icon, StateChip } from "../ui/icons.tsx";
import { JsonView } from "../ui/jsonview.tsx";
import { Await, Empty, Facts, Failure, KeyValues, Loading, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { toneOf, Waterfall } from "../ui/waterfall.tsx";

const WHILE_RUNNING_MS = 3000;

/** One request of an application: its spans along time, what went in and came out, and what is said of it. */
export default function LlmTracePage({ product, trace }: { product: string; trace: string }) {
  const asked = useGet<{ trace: { trace_info: RawTrace } }>(tracePath(trace));
  return <Await of={asked} lines={9}>{(found) => <Traced product={product} raw={found.trace.trace_info} />}</Await>;
}

function Traced({ product, raw }: { product: string; raw: RawTrace }) {
  const trace = useMemo(() => traceOf(raw), [raw]);
  const running = trace.state === "IN_PROGRESS";
  const asked = useGet<{ spans?: Json[] }>(spansPath(trace.id), running ? { every: WHILE_RUNNING_MS } : {});
  const rows = useMemo(() => treeOf((asked.data?.spans ?? []).map(spanOf)), [asked.data]);
  const [chosen, choose] = useParam("span");
  const row = rows.find((r) => r.span.id === chosen) ?? rows[0];
  const failed = rows.filter((r) => r.span.status === "ERROR").length;
  return (
    <>
      <PageHead title={trace.name || short(trace.id, 14)} chip={<StateChip state={trace.state === "OK" ? "FINISHED" : trace.state === "IN_PROGRESS" ? "RUNNING" : trace.state} />} sub={<>Trace <code>{trace.id}</code> <Copy text={trace.id} what="its id" />, asked {moment(new Date(trace.at).toISOString())} UTC{trace.user && <>, by {trace.user}</>}{trace.session && <>, in session <Link to={`${page(product, "llm-traces")}?q=${encodeURIComponent(`metadata.\`mlflow.trace.session\` = '${trace.session}'`)}`}>{trace.session}</Link></>}{trace.run && <>, in run <Link to={page(product, "runs", trace.run)} className="mono">{trace.run.slice(0, 8)}</Link></>}.</>} />
      <Facts facts={[
        { name: "Took", value: trace.seconds === null ? "–" : length(trace.seconds) },
        { name: "Spans", value: integer(rows.length), small: failed > 0 ? `${failed} failed` : "" },
        { name: "Tokens", value: trace.tokens ? integer(trace.tokens.total) : "–", small: trace.tokens ? `${integer(trace.tokens.input)} in, ${integer(trace.tokens.output)} out` : "" },
        ...trace.assessments.slice(0, 3).map((a) => { const v = saidBy(a); return { name: a.assessment_name, value: typeof v === "number" ? fixed(v, 2) : String(typeof v === "object" ? JSON.stringify(v) : v).slice(0, 24) }; }),
      ]} />
      <div className="grid coltrace">
        <div className="stack">
          <Panel title="Spans" right={plural(rows.length, "span")}>
            {asked.error && !asked.data && asked.error.status !== 404 ? <Failure error={asked.error} retry={() => void asked.refetch()} /> : asked.isPending ? <Loading lines={6} /> : rows.length === 0 ? <Empty title="No spans yet">{running ? "They come as they end." : "The client told of the trace, and sent no spans."}</Empty> : <Waterfall rows={rows} current={row?.span.id ?? null} onCurrent={choose} />}
          </Panel>
          {rows.length === 0 && <Panel title="What went in and came out" pad><h3>Request</h3><JsonView value={trace.request} what="the request" /><h3>Response</h3><JsonView value={trace.response} what="the response" /></Panel>}
        </div>
        <div className="stack">
          {row && <SpanPanel key={row.span.id} row={row} trace={trace} />}
          <Assessments trace={trace} span={row?.span ?? null} select={choose} rows={rows} />
          <Told trace={trace} />
        </div>
      </div>
    </>
  );
}

const TABS = { io: "inputs and outputs", attributes: "attributes", events: "events" } as const;

function SpanPanel({ row, trace }: { row: Row; trace: LlmTrace }) {
  const { span } = row;
  const [asked, ask] = useParam("tab");
  const tab = asked === "attributes" || asked === "events" ? asked : "io";
  const failed = span.events.find((e) => e.name === "exception");
  return (
    <Panel title={span.name} right={<>{span.type && <span className={`spantype ${toneOf(span.type)}`}>{span.type.toLowerCase().replace(/_/g, " ")}</span>}{span.to !== null && length((span.to - span.from) / 1000)}{span.tokens && <span>{integer(span.tokens.total)} tokens</span>}</>}>
      <div className="tasktabs"><Segments label="What of the span" value={tab} options={Object.entries(TABS).map(([k, text]): [keyof typeof TABS, string] => [k as keyof typeof TABS, k === "events" ? `${text} ${span.events.length || ""}` : text])} onChange={(t) => ask(t === "io" ? null : t)} /></div>
      <div className="pad stack">
        {span.status === "ERROR" && <div className="note fail" role="note"><Icon name="fail" /><div><b>{String(failed?.attributes["exception.type"] ?? "It failed")}</b> <span>{span.message || String(failed?.attributes["exception.message"] ?? "")}</span></div></div>}
        {tab === "io" && <><section><h3>Inputs</h3><JsonView value={span.inputs ?? (row.depth === 0 ? trace.request || undefined : undefined)} what="the inputs" /></section><section><h3>Outputs</h3><JsonView value={span.outputs ?? (row.depth === 0 ? trace.response || undefined : undefined)} what="the outputs" /></section></>}
        {tab === "attributes" && (Object.keys(span.attributes).length === 0 ? <p className="small muted">none</p> : <KeyValues pairs={Object.entries(span.attributes).sort(([a], [b]) => a.localeCompare(b)).map(([k, v]) => [<code key={k}>{k}</code>, <span key="v" className="anywhere">{typeof v === "string" ? v : JSON.stringify(v)}</span>])} />)}
        {tab === "events" && (span.events.length === 0 ? <p className="small muted">none</p> : span.events.map((e, i) => <section key={i}><h3>{e.name} <small className="muted">after {length((e.at - span.from) / 1000)}</small></h3>{typeof e.attributes["exception.stacktrace"] === "string" ? <pre className="code sql json shortcode" tabIndex={0}>{e.attributes["exception.stacktrace"]}</pre> : <JsonView value={e.attributes} what={e.name} />}</section>))}
      </div>
    </Panel>
  );
}

const WHO: Record<string, string> = { HUMAN: "a person", LLM_JUDGE: "a judge", CODE: "a program" };

/** What people, judges and programs say of it, and the means to say something. */
function Assessments({ trace, span, select, rows }: { trace: LlmTrace; span: Span | null; select: (id: string) => void; rows: Row[] }) {
  const act = useAct([TRACES]);
  return (
    <Panel title="Assessments" right={trace.assessments.length || ""}>
      {trace.assessments.length > 0 && (
        <ul className="rows">
          {trace.assessments.map((a) => {
            const value = saidBy(a);
            const of = a.span_id && rows.find((r) => r.span.id === a.span_id);
            return (
              <li key={a.assessment_id}>
                <div>
                  <p className="line"><b>{a.assessment_name}</b><span className={`chip ${verdictOf(value)}`}>{typeof value === "number" ? fixed(value, 2) : typeof value === "string" || typeof value === "boolean" ? String(value).slice(0, 40) : JSON.stringify(value)?.slice(0, 40)}</span>{a.expectation && <span className="micro faint">expected</span>}<button className="linkish small end" aria-label={`Take ${a.assessment_name} away`} disabled={act.busy} onClick={() => void act.run(() => sendJson("DELETE", tracePath(trace.id, `/assessments/${encodeURIComponent(a.assessment_id)}`), {}))}>×</button></p>
                  <small>{WHO[a.source?.source_type ?? ""] ?? "somebody"}{a.source?.source_id ? `, ${a.source.source_id}` : ""}{a.create_time && `, ${stamp(a.create_time)}`}{of && <>, of <button className="linkish" onClick={() => select(of.span.id)}>{of.span.name}</button></>}</small>
                  {a.rationale && <p className="small wrap anywhere">{a.rationale}</p>}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      <Feedback trace={trace} span={span} act={act} />
      {act.error && <div className="pad"><Failure error={act.error} /></div>}
    </Panel>
  );
}

const asJson = (text: string): Json => (/^(true|yes)$/i.test(text) ? true : /^(false|no)$/i.test(text) ? false : text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text);

function Feedback({ trace, span, act }: { trace: LlmTrace; span: Span | null; act: Act }) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("correctness");
  const [value, setValue] = useState("");
  const [why, setWhy] = useState("");
  const [whole, setWhole] = useState(true);
  if (!open) return <div className="pad"><button className="btn s" onClick={() => setOpen(true)}>Say something of it</button></div>;
  const body: Omit<RawAssessment, "assessment_id"> = { assessment_name: name.trim(), source: { source_type: "HUMAN", source_id: "ui" }, feedback: { value: asJson(value.trim()) }, ...(why.trim() ? { rationale: why.trim() } : {}), ...(!whole && span ? { span_id: span.id } : {}) };
  return (
    <form className="pad stack tight" onSubmit={(e) => { e.preventDefault(); void act.run(() => sendJson("POST", tracePath(trace.id, "/assessments"), { assessment: body })).then((fine) => { if (fine) { setOpen(false); setValue(""); setWhy(""); } }); }}>
      <div className="line"><span className="field grow"><input aria-label="What is judged" value={name} onChange={(e) => setName(e.target.value)} /></span><span className="field grow"><input aria-label="Judgement" autoFocus placeholder="yes, no, a number, a text" value={value} onChange={(e) => setValue(e.target.value)} /></span></div>
      <span className="field"><input aria-label="Why" placeholder="why" value={why} onChange={(e) => setWhy(e.target.value)} /></span>
      <div className="line">{span && <label className="small"><input type="checkbox" checked={!whole} onChange={(e) => setWhole(!e.target.checked)} /> only of {span.name}</label>}<button type="button" className="btn s end" onClick={() => { act.clear(); setOpen(false); }}>Cancel</button><button type="submit" className="btn primary s" disabled={act.busy || !name.trim() || !value.trim()}>Say it</button></div>
    </form>
  );
}

const HIDDEN = /^mlflow\.(trace\.(tokenUsage|sizeStats|sizeBytes|session|user|spansLocation)|traceName|traceInputs|traceOutputs|artifactLocation|trace_schema\.version|user|sourceRun)$/;

function Told({ trace }: { trace: LlmTrace }) {
  const all = [...Object.entries(trace.tags), ...Object.entries(trace.metadata)].filter(([k]) => !HIDDEN.test(k)).sort(([a], [b]) => a.localeCompare(b));
  if (all.length === 0) return null;
  return <Panel title="Tags and metadata" right={integer(all.length)}><div className="pad scroll short"><KeyValues pairs={all.map(([k, v]) => [<code key={k}>{k}</code>, <span key="v" className="anywhere">{v}</span>])} /></div></Panel>;
}
