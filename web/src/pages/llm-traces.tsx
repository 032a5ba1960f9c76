import { useMemo, useRef } from "react";
import { clip, fixed, integer, length, stamp } from "../lib/format.ts";
import { type Known } from "../lib/complete.ts";
import { useKeys } from "../lib/keys.ts";
import { saidBy, traceFilter, useEveryExperiment, useTraceCount, useTraces, verdictOf, type LlmTrace } from "../lib/llm.ts";
import { Problem } from "../lib/api.ts";
import { Link, navigate, page, useAddress, useParam } from "../lib/router.tsx";
import type { MlExperiment } from "../lib/types.ts";
import { Figure } from "../ui/figure.tsx";
import { QueryBar } from "../ui/querybar.tsx";
import { Icon } from "../ui/icons.tsx";
import { Empty, Failure, Loading, Stale } from "../ui/parts.tsx";
import { Table, type Col } from "../ui/table.tsx";

const FIELDS: Known[] = [
  { text: "trace.status", hint: "OK, ERROR, IN_PROGRESS", weight: 0, values: ["OK", "ERROR", "IN_PROGRESS"] },
  { text: "trace.name", hint: "text", weight: 0 },
  { text: "trace.text", hint: "anywhere in its spans", weight: 0 },
  { text: "trace.execution_time_ms", hint: "a number, or 2s", weight: 0 },
  { text: "trace.timestamp_ms", hint: "> now - 1d, or a date", weight: 0 },
  { text: "trace.run_id", hint: "of the run that it belongs to", weight: 0 },
  { text: "span.name", hint: "of any of its spans", weight: 0 },
  { text: "span.type", hint: "of any of its spans", weight: 0, values: ["LLM", "CHAT_MODEL", "AGENT", "TOOL", "RETRIEVER", "CHAIN", "EMBEDDING"] },
  { text: "span.status", hint: "of any of its spans", weight: 0, values: ["OK", "ERROR"] },
  { text: "feedback.correctness", hint: "any feedback by its name", weight: 0 },
  { text: "tags.environment", hint: "any tag by its key", weight: 0 },
  { text: "metadata.`mlflow.trace.session`", hint: "of a session", weight: 0 },
];
const ORDERS: Record<string, string> = { at: "timestamp_ms", took: "execution_time", name: "name" };
const NEWEST = { key: "at", up: false };

/** What applications of language models were asked and answered: filtered, sorted, counted by the server. */
export default function LlmTraces({ product }: { product: string }) {
  const { all, own, error, retry } = useEveryExperiment(product);
  const { query } = useAddress();
  const [experiment, setExperiment] = useParam("experiment");
  const every = experiment === "all";
  const ids = useMemo(() => (all === undefined ? undefined : every ? all.map((e) => e.experiment_id) : experiment && all.some((e) => e.experiment_id === experiment) ? [experiment] : own.map((e) => e.experiment_id)), [all, own, experiment, every]);
  if (error && !all) return <div className="inset grow"><Failure error={error} retry={retry} /></div>;
  if (!all || !ids) return <div className="inset grow"><Loading lines={10} /></div>;
  return <Traces product={product} ids={ids} own={own} all={all} chosen={experiment} choose={setExperiment} text={query.get("q") ?? ""} />;
}

interface Props {
  product: string;
  ids: string[];
  own: MlExperiment[];
  all: MlExperiment[];
  chosen: string | null;
  choose: (id: string | null) => void;
  text: string;
}

function Traces({ product, ids, own, all, chosen, choose, text }: Props) {
  const [, setQuery] = useParam("q");
  const [sorted, setOrder] = useParam("order");
  const order = sorted ? { key: sorted.replace(/^-/, ""), up: !sorted.startsWith("-") } : NEWEST;
  const filter = traceFilter(text);
  const asked = useTraces(ids, filter, `${ORDERS[order.key] ?? ORDERS["at"]} ${order.up ? "ASC" : "DESC"}`);
  const count = useTraceCount(asked.error ? undefined : ids, filter);
  const total = useTraceCount(ids, "");
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "/", label: "query", run: () => field.current?.focus() }]);
  const traces = asked.data ?? [];
  const wrong = text !== "" && asked.error instanceof Problem && asked.error.status === 400 ? asked.error : null;
  const cols = useCols(product, all);
  const others = all.filter((e) => !own.includes(e));
  const none = ids.length === 0 || (total === 0 && text === "");
  return (
    <div className="runspage">
      <div className="runshead">
        <h1>LLM traces</h1>
        <QueryBar label="Query of traces" query={text} run={(q) => setQuery(q || null)} fields={FIELDS} error={wrong} count={count === undefined ? "" : text ? `${integer(count)} of ${total === undefined ? "…" : integer(total)}` : integer(count)} example="trace.status = 'ERROR' AND span.type = 'LLM'" field={field} />
        <label className="field"><span className="small muted">Experiment</span>
          <select value={chosen ?? ""} onChange={(e) => choose(e.target.value || null)}>
            <option value="">all {own.length} of the product</option>
            {own.map((e) => <option key={e.experiment_id} value={e.experiment_id}>{e.name}</option>)}
            <option value="all">every experiment, {all.length}</option>
            {others.length > 0 && <optgroup label="nobody's and others'">{others.slice(0, 300).map((e) => <option key={e.experiment_id} value={e.experiment_id}>{e.name}</option>)}</optgroup>}
          </select>
        </label>
      </div>
      {wrong ? <div className="inset grow"><p className="muted">The query is not run; it says why, and where.</p></div> : asked.error && !asked.data ? <div className="inset grow"><Failure error={asked.error} retry={() => void asked.refetch()} /></div> : none ? (
        <div className="inset grow"><Empty title="No trace yet" command={`mlflow.set_tracking_uri("${window.location.origin}"); mlflow.set_experiment("${product}/assistant"); mlflow.openai.autolog()`}>A trace is one request of an application of a language model: its spans with what went in and came out, how long each took, how many tokens it used, and what people and judges say of it. OpenTelemetry exporters may send theirs to <code>/v1/traces</code>.</Empty></div>
      ) : !asked.data ? <div className="inset grow"><Loading lines={12} /></div> : traces.length === 0 ? (
        <div className="inset grow"><Empty title="No trace fits the query"><button className="btn s" onClick={() => setQuery(null)}>Clear the query</button></Empty></div>
      ) : (
        <>
          {asked.error && <div className="inset"><Stale error={asked.error} /></div>}
          <TraceStrip product={product} traces={traces} more={Boolean(asked.hasNextPage)} />
          <Table tall label="Traces" rows={traces} total={asked.hasNextPage ? Math.max(count ?? 0, traces.length) : traces.length} cols={cols} id={(t) => t.id} to={(t) => page(product, "llm-traces", t.id)} order={order} onOrder={(o) => setOrder(o.key === NEWEST.key && !o.up ? null : `${o.up ? "" : "-"}${o.key}`)} end={() => { if (asked.hasNextPage && !asked.isFetchingNextPage) void asked.fetchNextPage(); }} />
        </>
      )}
    </div>
  );
}

function useCols(product: string, experiments: MlExperiment[]): Col<LlmTrace>[] {
  return useMemo(() => {
    const names = new Map(experiments.map((e) => [e.experiment_id, e.name]));
    return [
      { key: "state", head: "", width: "20px", cell: (t) => <Icon name={t.state === "OK" ? "done" : t.state === "ERROR" ? "fail" : t.state === "IN_PROGRESS" ? "run" : "miss"} label={t.state.toLowerCase().replace("_", " ")} /> },
      { key: "at", head: "Asked", sort: () => null, cell: (t) => <Link to={page(product, "llm-traces", t.id)}>{stamp(new Date(t.at).toISOString())}</Link> },
      { key: "name", head: "Name", sort: () => null, cell: (t) => t.name || <code className="faint">{clip(t.id, 14)}</code> },
      { key: "request", head: "Request", cell: (t) => <span title={clip(t.request, 400)}>{clip(oneLine(t.request), 70)}</span> },
      { key: "response", head: "Response", cell: (t) => <span className="muted" title={clip(t.response, 400)}>{clip(oneLine(t.response), 70)}</span> },
      { key: "took", head: "Took", num: true, sort: () => null, cell: (t) => (t.seconds === null ? "–" : length(t.seconds)) },
      { key: "tokens", head: "Tokens", num: true, cell: (t) => (t.tokens ? <span title={`${integer(t.tokens.input)} in, ${integer(t.tokens.output)} out`}>{integer(t.tokens.total)}</span> : "") },
      { key: "said", head: "Assessed", cell: (t) => <>{t.assessments.slice(0, 3).map((a) => { const v = saidBy(a); return <span key={a.assessment_id} className={`chip gapr ${verdictOf(v)}`}>{a.assessment_name} {typeof v === "number" ? fixed(v, 2) : clip(String(typeof v === "object" ? JSON.stringify(v) : v), 16)}</span>; })}{t.assessments.length > 3 && <span className="small muted">+{t.assessments.length - 3}</span>}</> },
      { key: "session", head: "Session", cell: (t) => <span className="muted">{t.session ? clip(t.session, 14) : ""}</span> },
      { key: "experiment", head: "Experiment", cell: (t) => <span className="muted">{(names.get(t.experiment) ?? t.experiment).replace(`${product}/`, "")}</span> },
    ];
  }, [product, experiments]);
}

/** A preview is often the JSON of one field: then what it holds is what one reads. */
export function oneLine(text: string): string {
  const found = /^\{\s*"[^"]*":\s*"((?:[^"\\]|\\.)*)"?\s*\}?$/s.exec(text);
  return (found?.[1] ?? text).replace(/\\n|\s+/g, " ").replace(/\\"/g, '"').trim();
}

/** How long each took, and when; those that failed stand out. */
function TraceStrip({ product, traces, more }: { product: string; traces: LlmTrace[]; more: boolean }) {
  const drawn = traces.filter((t) => t.seconds !== null && t.seconds > 0);
  if (drawn.length < 5) return null;
  const [from, to] = [Math.min(...drawn.map((t) => t.at)), Math.max(...drawn.map((t) => t.at))];
  const logs = drawn.map((t) => Math.log10(t.seconds ?? 1));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const x = (t: LlmTrace): number => 60 + ((t.at - from) / (to - from || 1)) * 870;
  const y = (t: LlmTrace): number => 60 - ((Math.log10(t.seconds ?? 1) - low) / (high - low || 1)) * 50;
  const failed = drawn.filter((t) => t.state === "ERROR").length;
  const sorted = drawn.map((t) => t.seconds ?? 0).sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const tokens = drawn.reduce((a, t) => a + (t.tokens?.total ?? 0), 0);
  const label = `Duration of ${drawn.length} traces over time: median ${length(at(0.5))}, 95 % within ${length(at(0.95))}, ${failed} failed`;
  return (
    <Figure label={label} table={{ heads: ["", "value"], rows: [["traces", drawn.length], ["median", length(at(0.5))], ["95 % within", length(at(0.95))], ["failed", failed], ["tokens", integer(tokens)]] }}>
      <div className="density tracestrip">
        <svg viewBox="0 0 940 82" className="chart" role="img" aria-label={label} preserveAspectRatio="none">
          {drawn.map((t) => <circle key={t.id} cx={x(t)} cy={y(t)} r={t.state === "ERROR" ? 3.2 : 2.4} className={t.state === "ERROR" ? "failed" : "fine"} onClick={() => navigate(page(product, "llm-traces", t.id))}><title>{`${t.name} ${length(t.seconds)}`}</title></circle>)}
        </svg>
        <span className="c-lab tl">{length(10 ** high)}</span><span className="c-lab bl">{length(10 ** low)}</span>
        <span className="c-lab from">{stamp(new Date(from).toISOString())}</span>
        <span className="c-lab to">median {length(at(0.5))}, p95 {length(at(0.95))}{failed > 0 && `, ${failed} failed`}{tokens > 0 && `, ${integer(tokens)} tokens`}{more && " among those read"}</span>
      </div>
    </Figure>
  );
}
