import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { getJson, postJson, usePost, type Problem } from "./api.ts";
import { isOf } from "./mlflow.ts";
import type { Json, MlExperiment } from "./types.ts";

/** Traces of applications of language models, as MLflow's protocol has them. */

export const ML3 = "/api/3.0/mlflow";
export const TRACES = `${ML3}/traces`;
export const tracePath = (id: string, rest = ""): string => `${TRACES}/${encodeURIComponent(id)}${rest}`;
export const spansPath = (id: string): string => `/ajax-api/3.0/mlflow/get-trace-artifact?request_id=${encodeURIComponent(id)}`;

export interface RawAssessment {
  assessment_id: string;
  assessment_name: string;
  span_id?: string;
  source?: { source_type?: string; source_id?: string };
  create_time?: string;
  feedback?: { value?: Json; error?: Record<string, string> };
  expectation?: { value?: Json; serialized_value?: { value?: string } };
  rationale?: string;
  valid?: boolean;
}

export interface RawTrace {
  trace_id: string;
  trace_location?: { mlflow_experiment?: { experiment_id?: string } };
  client_request_id?: string;
  request_preview?: string;
  response_preview?: string;
  request_time: string;
  execution_duration?: string;
  state: string;
  trace_metadata?: Record<string, string>;
  tags?: Record<string, string>;
  assessments?: RawAssessment[];
}

export interface LlmTrace {
  id: string;
  experiment: string;
  name: string;
  at: number;
  seconds: number | null;
  state: string;
  request: string;
  response: string;
  tokens: { input: number; output: number; total: number } | null;
  session: string | null;
  user: string | null;
  run: string | null;
  tags: Record<string, string>;
  metadata: Record<string, string>;
  assessments: RawAssessment[];
}

/** A text of JSON, or null where it is none. */
export function parsed(text: string | null | undefined): Json | null {
  if (text === null || text === undefined || text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

const object = (value: Json | undefined): Record<string, Json> => (value && typeof value === "object" && !Array.isArray(value) ? value : {});
const figure = (value: Json | undefined): number => (Number.isFinite(Number(value ?? 0)) ? Number(value ?? 0) : 0);

export function tokensFrom(usage: Json | null | undefined): LlmTrace["tokens"] {
  const all = object(usage ?? undefined);
  const [input, output] = [figure(all["input_tokens"]), figure(all["output_tokens"])];
  const total = figure(all["total_tokens"]) || input + output;
  return total > 0 ? { input, output, total } : null;
}

export function traceOf(raw: RawTrace): LlmTrace {
  const [tags, metadata] = [raw.tags ?? {}, raw.trace_metadata ?? {}];
  const seconds = raw.execution_duration === undefined ? null : Number(raw.execution_duration.replace(/s$/, ""));
  return {
    id: raw.trace_id,
    experiment: raw.trace_location?.mlflow_experiment?.experiment_id ?? "",
    name: tags["mlflow.traceName"] ?? "",
    at: Date.parse(raw.request_time),
    seconds: seconds !== null && Number.isFinite(seconds) ? seconds : null,
    state: raw.state,
    request: raw.request_preview ?? metadata["mlflow.traceInputs"] ?? "",
    response: raw.response_preview ?? metadata["mlflow.traceOutputs"] ?? "",
    tokens: tokensFrom(parsed(metadata["mlflow.trace.tokenUsage"])),
    session: metadata["mlflow.trace.session"] ?? null,
    user: metadata["mlflow.trace.user"] ?? metadata["mlflow.user"] ?? null,
    run: metadata["mlflow.sourceRun"] ?? null,
    tags,
    metadata,
    assessments: (raw.assessments ?? []).filter((a) => a.valid !== false),
  };
}

/** What an assessment says. */
export function saidBy(a: RawAssessment): Json {
  if (a.feedback) return a.feedback.error ? `failed: ${a.feedback.error["error_message"] ?? a.feedback.error["error_code"] ?? ""}` : (a.feedback.value ?? null);
  return a.expectation?.value ?? parsed(a.expectation?.serialized_value?.value) ?? null;
}

/** Whether it praises or blames, where one can tell. */
export function verdictOf(value: Json): "ok" | "fail" | "" {
  if (value === true || (typeof value === "string" && /^(yes|pass|true|correct|good)$/i.test(value))) return "ok";
  return value === false || (typeof value === "string" && /^(no|fail|false|incorrect|bad)$/i.test(value)) ? "fail" : "";
}

export interface Span {
  id: string;
  parent: string | null;
  name: string;
  type: string;
  status: "OK" | "ERROR" | "UNSET";
  message: string;
  /** Milliseconds. */
  from: number;
  to: number | null;
  inputs: Json | undefined;
  outputs: Json | undefined;
  tokens: LlmTrace["tokens"];
  attributes: Record<string, Json>;
  events: { name: string; at: number; attributes: Record<string, Json> }[];
}

const NANOS = 1e6;
const INPUTS = "mlflow.spanInputs";
const OUTPUTS = "mlflow.spanOutputs";
const TYPE = "mlflow.spanType";
const USAGE = "mlflow.chat.tokenUsage";

/** Nanoseconds since 1970 as milliseconds; as a text they keep their microseconds. */
const millis = (nanos: Json | undefined): number | null => {
  if (nanos === null || nanos === undefined) return null;
  const text = String(nanos);
  return /^\d{16,}$/.test(text) ? Number(text.slice(0, -6)) + Number(text.slice(-6)) / NANOS : Number(text) / NANOS;
};

/** An attribute is the text of its JSON; some exporters write the text of that text. */
const decoded = (value: Json, deep = 2): Json => {
  if (typeof value !== "string" || deep === 0 || !/^\s*(["[{]|-?\d|true\b|false\b|null\b)/.test(value)) return value;
  const found = value.trim() === "null" ? null : (parsed(value) ?? value);
  return typeof found === "string" && found !== value && /^\s*["[{]/.test(found) ? decoded(found, deep - 1) : found;
};

function statusOf(raw: Record<string, Json>): Pick<Span, "status" | "message"> {
  const status = object(raw["status"]);
  const code = String(status["code"] ?? raw["status_code"] ?? "");
  return { status: /ERROR|^2$/.test(code) ? "ERROR" : /OK|^1$/.test(code) ? "OK" : "UNSET", message: String(status["message"] ?? raw["status_message"] ?? "") };
}

/** A span of MLflow's file of spans, of its second protocol's or its third's. */
export function spanOf(given: Json): Span {
  const raw = object(given);
  const context = object(raw["context"]);
  const attributes = Object.fromEntries(Object.entries(object(raw["attributes"])).map(([k, v]) => [k, decoded(v)]));
  const parent = raw["parent_span_id"] ?? raw["parent_id"];
  return {
    id: String(raw["span_id"] ?? context["span_id"] ?? ""),
    parent: parent ? String(parent) : null,
    name: String(raw["name"] ?? ""),
    type: String(attributes[TYPE] ?? ""),
    ...statusOf(raw),
    from: millis(raw["start_time_unix_nano"] ?? raw["start_time"]) ?? 0,
    to: millis(raw["end_time_unix_nano"] ?? raw["end_time"]),
    inputs: attributes[INPUTS],
    outputs: attributes[OUTPUTS],
    tokens: tokensFrom(attributes[USAGE] ?? null),
    attributes: Object.fromEntries(Object.entries(attributes).filter(([k]) => ![INPUTS, OUTPUTS, TYPE, USAGE, "mlflow.traceRequestId"].includes(k))),
    events: (Array.isArray(raw["events"]) ? raw["events"] : []).map((e) => { const event = object(e); return { name: String(event["name"] ?? ""), at: millis(event["time_unix_nano"] ?? event["timestamp"]) ?? 0, attributes: Object.fromEntries(Object.entries(object(event["attributes"])).map(([k, v]) => [k, decoded(v)])) }; }),
  };
}

/** A span in the tree as it is shown: how deep, and how many are below it. */
export interface Row {
  span: Span;
  depth: number;
  below: number;
}

/** The spans as a tree, each after its parent, in the order of their beginnings. What has no parent here stands by itself; a circle is cut. */
export function treeOf(spans: Span[]): Row[] {
  const ids = new Set(spans.map((s) => s.id));
  const children = new Map<string | null, Span[]>();
  for (const span of spans) {
    const parent = span.parent !== null && ids.has(span.parent) && span.parent !== span.id ? span.parent : null;
    const held = children.get(parent);
    if (held) held.push(span);
    else children.set(parent, [span]);
  }
  for (const list of children.values()) list.sort((a, b) => a.from - b.from || a.id.localeCompare(b.id));
  const out: Row[] = [];
  const seen = new Set<string>();
  const walk = (roots: Span[]) => {
    // Deep traces are deeper than a stack of calls may be.
    const todo: { span: Span; depth: number; close?: Row; at?: number }[] = roots.toReversed().map((span) => ({ span, depth: 0 }));
    for (let next = todo.pop(); next; next = todo.pop()) {
      if (next.close) {
        next.close.below = out.length - (next.at ?? 0) - 1;
        continue;
      }
      if (seen.has(next.span.id)) continue;
      seen.add(next.span.id);
      const row: Row = { span: next.span, depth: next.depth, below: 0 };
      todo.push({ span: next.span, depth: 0, close: row, at: out.length });
      out.push(row);
      for (const child of (children.get(next.span.id) ?? []).toReversed()) todo.push({ span: child, depth: next.depth + 1 });
    }
  };
  walk(children.get(null) ?? []);
  walk(spans.filter((s) => !seen.has(s.id)));
  return out;
}

/** Rows that are seen while some are folded up. */
export function unfolded(rows: Row[], folded: ReadonlySet<string>): Row[] {
  const out: Row[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i];
    if (!row) break;
    out.push(row);
    if (folded.has(row.span.id)) i += row.below;
  }
  return out;
}

/** Messages of a conversation, where the value is one. */
export function messagesOf(value: Json | undefined): { role: string; content: string }[] | null {
  const held = object(value);
  const choices = Array.isArray(held["choices"]) ? held["choices"].map((c) => object(c)["message"] ?? null) : null;
  const list = Array.isArray(value) ? value : Array.isArray(held["messages"]) ? held["messages"] : choices;
  if (!list || list.length === 0) return null;
  const out = list.map((m) => { const message = object(m); return { role: message["role"], content: message["content"] }; });
  if (!out.every((m) => typeof m.role === "string" && m.content !== undefined)) return null;
  return out.map((m) => ({ role: String(m.role), content: typeof m.content === "string" ? m.content : JSON.stringify(m.content, null, 2) }));
}

interface TracePage {
  traces?: RawTrace[];
  next_page_token?: string;
}

const AT_ONCE = 100;

/** Traces page by page; the server filters and sorts. */
export function useTraces(experiments: string[] | undefined, filter: string, order: string) {
  return useInfiniteQuery<TracePage, Problem, LlmTrace[], unknown[], string | null>({
    queryKey: [`${TRACES}/search`, experiments, filter, order],
    queryFn: ({ pageParam }) => postJson<TracePage>(`${TRACES}/search`, { locations: (experiments ?? []).map((id) => ({ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: id } })), max_results: AT_ONCE, ...(filter ? { filter } : {}), ...(order ? { order_by: [order] } : {}), ...(pageParam ? { page_token: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last) => (last.traces?.length ? last.next_page_token || undefined : undefined),
    select: (data) => data.pages.flatMap((p) => (p.traces ?? []).map(traceOf)),
    enabled: experiments !== undefined && experiments.length > 0,
  });
}

/** How many traces fit. */
export function useTraceCount(experiments: string[] | undefined, filter: string): number | undefined {
  const any = "timestamp_ms > 0";
  return useQuery({
    queryKey: [`${TRACES}/search`, "count", experiments, filter],
    queryFn: () => postJson<{ total_count?: number | string }>(`${TRACES}/calculate-filter-correlation`, { experiment_ids: experiments, filter_string1: any, filter_string2: any, ...(filter ? { base_filter: filter } : {}) }),
    enabled: experiments !== undefined && experiments.length > 0,
    select: (answer) => Number(answer.total_count ?? 0),
  }).data;
}

/** All experiments, and which of them are the product's. */
export function useEveryExperiment(product: string): { all: MlExperiment[] | undefined; own: MlExperiment[]; error: Problem | null; retry: () => void } {
  const asked = usePost<{ experiments?: MlExperiment[] }>("/api/2.0/mlflow/experiments/search", { max_results: 1000 });
  const all = useMemo(() => asked.data && (asked.data.experiments ?? []), [asked.data]);
  const own = useMemo(() => (all ?? []).filter((e) => isOf(product, e.name)), [all, product]);
  return { all, own, error: asked.error, retry: () => void asked.refetch() };
}

/** What the server is asked: words without any comparison are sought in what the spans hold. */
export const traceFilter = (text: string): string => {
  const sought = text.trim();
  return sought === "" || /[<>=']|\b(like|ilike|rlike|in|is)\b/i.test(sought) ? sought : `trace.text LIKE '%${sought}%'`;
};

export interface EvalDataset {
  dataset_id: string;
  name: string;
  tags?: string;
  schema?: string;
  profile?: string;
  digest?: string;
  created_time?: number;
  last_update_time?: number;
  created_by?: string;
  experiment_ids?: string[];
}

export interface EvalRecord {
  dataset_record_id: string;
  inputs: Json;
  outputs?: Json;
  expectations?: Json;
  tags?: Json;
  source_type?: string;
  source_id?: string;
  created_time?: number;
  created_by?: string;
}

export interface Scorer {
  experiment_id: number | string;
  scorer_name: string;
  scorer_version: number;
  serialized_scorer: string;
  creation_time: number;
  scorer_id: string;
}

/** Records page by page; they travel as a text of JSON. */
export function useRecords(dataset: string | null) {
  return useInfiniteQuery<{ records: string; next_page_token?: string }, Problem, EvalRecord[], unknown[], string | null>({
    queryKey: [`${ML3}/datasets`, dataset, "records"],
    queryFn: async ({ pageParam, signal }) => (await getJson<{ records: string; next_page_token?: string }>(`${ML3}/datasets/${encodeURIComponent(dataset ?? "")}/records?max_results=200${pageParam ? `&page_token=${encodeURIComponent(pageParam)}` : ""}`, signal)) ?? { records: "[]" },
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: (data) => data.pages.flatMap((p) => (parsed(p.records) as unknown as EvalRecord[] | null) ?? []),
    enabled: dataset !== null,
  });
}
