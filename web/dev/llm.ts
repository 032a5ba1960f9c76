import type { EvalDataset, RawTrace, Scorer } from "../src/lib/llm.ts";
import type { Json } from "../src/lib/types.ts";
import { hex, random } from "./random.ts";

/** Made-up traces of an assistant, one of them with thousands of spans; a dataset of questions; scorers. */

const EXPERIMENT = "3";
const next = random(4242);
const NOW = Date.parse("2026-11-24T03:10:00Z");
const ASKED = ["Can I move my stay from Friday to Sunday?", "What does it cost to cancel booking 118204 today?", "Is there parking for a camper van?", "Do you have a cot for a baby of eight months?", "My card was charged twice. What now?", "Which rooms face the sea?"];
const SAID = ["Yes. Sunday the 30th is free in the same room; the price is €14 lower. Shall I move it?", "Nothing until tomorrow noon, then one night, which is €142.", "There are two places for vans up to 7 m; both are free that week.", "Yes, free of charge. I have put a note on the booking.", "I see both charges; the second is a reservation that falls away within three days.", "All rooms from the fourth floor on the west side."];

const at = (i: number): number => NOW - Math.round(i * 171_000 + next() * 90_000);
export const traces: RawTrace[] = Array.from({ length: 460 }, (_, i): RawTrace => {
  const failed = i % 41 === 6;
  const seconds = failed ? 30 : 0.6 + next() ** 3 * 14;
  const q = Math.floor(next() * ASKED.length);
  return {
    trace_id: i === 1 ? "tr-many" : `tr-${hex(random(i + 9000), 32)}`,
    trace_location: { mlflow_experiment: { experiment_id: EXPERIMENT } },
    request_preview: JSON.stringify({ question: ASKED[q] }),
    response_preview: failed ? "" : i === 0 ? "" : (SAID[q] ?? ""),
    request_time: new Date(at(i)).toISOString(),
    ...(i === 0 ? {} : { execution_duration: `${seconds.toFixed(3)}s` }),
    state: i === 0 ? "IN_PROGRESS" : failed ? "ERROR" : "OK",
    trace_metadata: { "mlflow.trace.session": `s-${Math.floor(i / 4)}`, "mlflow.trace.user": ["guest-17", "guest-90", "desk"][i % 3] ?? "", ...(i === 0 ? {} : { "mlflow.trace.tokenUsage": JSON.stringify({ input_tokens: 900 + Math.round(next() * 2400), output_tokens: failed ? 0 : 60 + Math.round(next() * 300) }) }) },
    tags: { "mlflow.traceName": i === 1 ? "nightly answers" : "answer", environment: i % 5 ? "production" : "staging" },
    assessments: failed || i === 0 ? [] : [
      { assessment_id: `a-${i}`, assessment_name: "correctness", source: { source_type: "LLM_JUDGE", source_id: "judge-4" }, create_time: new Date(at(i) + 60_000).toISOString(), feedback: { value: i % 9 ? "yes" : "no" }, rationale: i % 9 ? "The price and the deadline are those of the booking." : "It names a deadline that the booking does not have.", valid: true },
      ...(i % 6 === 2 ? [{ assessment_id: `b-${i}`, assessment_name: "tone", span_id: "AAAAAAAAAAQ=", source: { source_type: "HUMAN", source_id: "mei" }, create_time: new Date(at(i) + 3_600_000).toISOString(), feedback: { value: 0.9 }, valid: true }] : []),
    ],
  };
});

const id = (n: number): string => `AAAAAAAA${String(n).padStart(3, "A")}=`;
function span(n: number, parent: number | null, name: string, type: string, from: number, to: number | null, more: Record<string, Json> = {}, status = "OK", events: Json[] = []): Json {
  return { trace_id: "x", span_id: id(n), parent_span_id: parent === null ? null : id(parent), name, start_time_unix_nano: `${NOW + from}000000`, end_time_unix_nano: to === null ? null : `${NOW + to}000000`, status: { code: `STATUS_CODE_${status}`, message: status === "ERROR" ? "The rate limit of the model was reached." : "" }, events, attributes: Object.fromEntries(Object.entries({ "mlflow.spanType": type, ...more }).map(([k, v]) => [k, JSON.stringify(v)])) };
}
const TALK = { messages: [{ role: "system", content: "You answer guests of the hotel. Never promise what the booking does not hold." }, { role: "user", content: "Can I move my stay from Friday to Sunday?" }] };

export function spans(trace: RawTrace): Json {
  const failed = trace.state === "ERROR";
  if (trace.trace_id === "tr-many") {
    const all: Json[] = [span(1, null, "nightly answers", "CHAIN", 0, 61_000, { "mlflow.spanInputs": { guests: 1000 } })];
    for (let i = 0; i < 1000; i++) {
      const begin = i * 60;
      const n = 2 + i * 4;
      all.push(span(n, 1, `answer guest ${i + 1}`, "AGENT", begin, begin + 800), span(n + 1, n, "retrieve", "RETRIEVER", begin + 10, begin + 90), span(n + 2, n, "chat", "CHAT_MODEL", begin + 95, begin + 740, { "mlflow.chat.tokenUsage": { input_tokens: 900, output_tokens: 80 } }, i % 211 === 7 ? "ERROR" : "OK"), span(n + 3, n, "check", "TOOL", begin + 745, begin + 795));
    }
    return { spans: all };
  }
  return {
    spans: [
      span(1, null, "answer", "AGENT", 0, trace.state === "IN_PROGRESS" ? null : 4_120, { "mlflow.spanInputs": { question: TALK.messages[1]?.content ?? "" }, "mlflow.spanOutputs": failed ? null : { answer: SAID[0] ?? "" } }, failed ? "ERROR" : "OK"),
      span(2, 1, "find booking", "TOOL", 14, 220, { "mlflow.spanInputs": { guest: "guest-17" }, "mlflow.spanOutputs": { booking: 118204, from: "2017-08-25", nights: 3, rate: 142 } }),
      span(3, 1, "retrieve rules", "RETRIEVER", 224, 611, { "mlflow.spanInputs": { query: "move stay" }, "mlflow.spanOutputs": [{ page_content: "Stays may be moved once, free of charge, until noon of the day before.", metadata: { doc_uri: "rules.md", score: 0.91 } }, { page_content: "The new nights are charged at the rate of the day.", metadata: { doc_uri: "rates.md", score: 0.77 } }] }),
      span(5, 3, "embed", "EMBEDDING", 230, 340, { "mlflow.chat.tokenUsage": { input_tokens: 12, output_tokens: 0 } }),
      span(6, 3, "search", "TOOL", 342, 601),
      span(4, 1, "chat", "CHAT_MODEL", 640, failed ? 4_100 : 3_380, { "mlflow.spanInputs": TALK, "mlflow.spanOutputs": failed ? null : { choices: [{ message: { role: "assistant", content: SAID[0] ?? "" } }] }, "mlflow.chat.tokenUsage": { input_tokens: 1412, output_tokens: failed ? 0 : 96 }, model: "small-instruct-8b", temperature: 0.2 }, failed ? "ERROR" : "OK", failed ? [{ name: "exception", time_unix_nano: `${NOW + 4_100}000000`, attributes: { "exception.type": "RateLimitError", "exception.message": "429", "exception.stacktrace": "Traceback (most recent call last):\n  File \"assistant.py\", line 41, in answer\n    client.chat(...)\nRateLimitError: 429" } }] : []),
      ...(failed ? [] : [span(7, 1, "check free rooms", "TOOL", 3_390, 3_870, { "mlflow.spanInputs": { room: "412", night: "2017-08-30" }, "mlflow.spanOutputs": { free: true, rate: 128 } }), span(8, 1, "guard", "CHAIN", 3_880, 4_110)]),
    ],
  };
}

const datasets: EvalDataset[] = [
  { dataset_id: "d-1", name: "questions at the desk", tags: JSON.stringify({ team: "guests" }), profile: JSON.stringify({ num_records: 640 }), digest: hex(random(1), 8), created_time: NOW - 9e8, last_update_time: NOW - 7e7, experiment_ids: [EXPERIMENT] },
  { dataset_id: "d-2", name: "complaints", tags: "{}", profile: JSON.stringify({ num_records: 41 }), digest: hex(random(2), 8), created_time: NOW - 6e8, last_update_time: NOW - 3e8, experiment_ids: [EXPERIMENT] },
];
const records = (n: number): Json[] => Array.from({ length: n }, (_, i) => ({ dataset_record_id: `dr-${hex(random(i + 70), 32)}`, inputs: { question: `${ASKED[i % ASKED.length]} (${i + 1})` }, expectations: { expected_response: SAID[i % SAID.length] ?? "", names_price: i % 3 === 0 }, tags: (i % 4 ? {} : { hard: "yes" }) as Record<string, string>, source_type: i % 3 ? "HUMAN" : "TRACE", source_id: i % 3 ? "mei" : (traces[i % 400]?.trace_id ?? ""), created_time: NOW - i * 1e6, created_by: "mei" }));
const scorers: Scorer[] = [
  { experiment_id: 3, scorer_name: "correctness", scorer_version: 4, serialized_scorer: JSON.stringify({ instructions_judge_pydantic_data: { model: "judge-4", instructions: "Judge whether {{ outputs }} agrees with {{ expectations }}.\nAnswer yes or no, and why." } }), creation_time: NOW - 4e8, scorer_id: "sc-1" },
  { experiment_id: 3, scorer_name: "names_no_guest", scorer_version: 1, serialized_scorer: JSON.stringify({ call_source: "@scorer\ndef names_no_guest(outputs):\n    return not any(n in outputs for n in GUESTS)" }), creation_time: NOW - 2e8, scorer_id: "sc-2" },
  { experiment_id: 3, scorer_name: "safety", scorer_version: 1, serialized_scorer: JSON.stringify({ builtin_scorer_class: "Safety" }), creation_time: NOW - 1e8, scorer_id: "sc-3" },
];

const wrong = { status: 400, error_code: "INVALID_PARAMETER_VALUE", message: "Invalid query at column 16: the query's end stands where a value was expected." };
function fitting(filter: string): RawTrace[] | null {
  if (/[=<>]\s*$/.test(filter)) return null;
  const status = /(?:status|state) = '(\w+)'/.exec(filter)?.[1];
  const words = /LIKE '%([^%']*)%'/i.exec(filter)?.[1]?.toLowerCase();
  const session = /session` = '([^']*)'/.exec(filter)?.[1];
  return traces.filter((t) => (!status || t.state === status) && (!words || `${t.request_preview} ${t.response_preview}`.toLowerCase().includes(words)) && (!session || t.trace_metadata?.["mlflow.trace.session"] === session));
}

/** Answers MLflow's third protocol; undefined where it is not meant. */
export function llm(method: string, url: URL, body: string): unknown {
  if (url.pathname === "/ajax-api/3.0/mlflow/get-trace-artifact") {
    const found = traces.find((t) => t.trace_id === url.searchParams.get("request_id"));
    return found ? spans(found) : { status: 404, error_code: "RESOURCE_DOES_NOT_EXIST", message: "There is no such trace." };
  }
  if (!url.pathname.startsWith("/api/3.0/mlflow/")) return undefined;
  const path = url.pathname.slice("/api/3.0/mlflow/".length);
  const sent = body ? (JSON.parse(body) as Record<string, unknown>) : {};
  if (path === "traces/search") {
    const ids = (sent["locations"] as { mlflow_experiment: { experiment_id: string } }[]).map((l) => l.mlflow_experiment.experiment_id);
    const found = ids.includes(EXPERIMENT) ? fitting(String(sent["filter"] ?? "")) : [];
    if (!found) return wrong;
    const order = String((sent["order_by"] as string[] | undefined)?.[0] ?? "");
    const all = order.startsWith("execution_time") ? [...found].sort((a, b) => (Number(a.execution_duration?.slice(0, -1) ?? 0) - Number(b.execution_duration?.slice(0, -1) ?? 0)) * (order.endsWith("ASC") ? 1 : -1)) : found;
    const from = Number(sent["page_token"] ?? 0);
    return { traces: all.slice(from, from + 100), ...(from + 100 < all.length ? { next_page_token: String(from + 100) } : {}) };
  }
  if (path === "traces/calculate-filter-correlation") return { total_count: (sent["experiment_ids"] as string[]).includes(EXPERIMENT) ? (fitting(String(sent["base_filter"] ?? ""))?.length ?? 0) : 0 };
  const one = /^traces\/([^/]+)(\/assessments.*)?$/.exec(path);
  if (one) {
    const found = traces.find((t) => t.trace_id === decodeURIComponent(one[1] ?? ""));
    if (!found) return { status: 404, error_code: "RESOURCE_DOES_NOT_EXIST", message: `Trace with ID ${one[1]} is not found.` };
    if (method === "POST") found.assessments = [...(found.assessments ?? []), { ...(sent["assessment"] as object), assessment_id: `n-${found.assessments?.length ?? 0}`, create_time: new Date().toISOString() } as never];
    if (method === "DELETE") found.assessments = (found.assessments ?? []).filter((a) => !one[2]?.endsWith(a.assessment_id));
    return { trace: { trace_info: found } };
  }
  if (path === "datasets/search") return { datasets: !sent["experiment_ids"] || (sent["experiment_ids"] as string[]).includes(EXPERIMENT) ? datasets : [] };
  const held = /^datasets\/([^/]+)\/records$/.exec(path);
  if (held) {
    const all = records(held[1] === "d-1" ? 640 : 41);
    const from = Number(url.searchParams.get("page_token") ?? 0);
    return { records: JSON.stringify(all.slice(from, from + 200)), ...(from + 200 < all.length ? { next_page_token: String(from + 200) } : {}) };
  }
  if (path === "scorers/list") return { scorers: url.searchParams.get("experiment_id") === EXPERIMENT ? scorers : [] };
  return { status: 404, error_code: "ENDPOINT_NOT_FOUND", message: path };
}
