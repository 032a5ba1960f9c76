import { describe, expect, it } from "vitest";
import { messagesOf, saidBy, spanOf, tokensFrom, traceFilter, traceOf, treeOf, unfolded, verdictOf, type Span } from "../src/lib/llm.ts";
import { eventName, HOOK_EVENTS, newSecret, standingOf, type Delivery } from "../src/lib/webhooks.ts";
import { aboutScorer } from "../src/pages/evaluation.tsx";
import { oneLine } from "../src/pages/llm-traces.tsx";

const span = (id: string, parent: string | null, from: number): Span => ({ id, parent, name: id, type: "", status: "OK", message: "", from, to: from + 1, inputs: undefined, outputs: undefined, tokens: null, attributes: {}, events: [] });
const shape = (spans: Span[]) => treeOf(spans).map((r) => `${"-".repeat(r.depth)}${r.span.id}${r.below || ""}`);

describe("spans as a tree", () => {
  it("follow their parents in the order of their beginnings", () => expect(shape([span("c", "a", 3), span("b", "a", 2), span("d", "b", 4), span("a", null, 1)])).toEqual(["a3", "-b1", "--d", "-c"]));
  it("stand by themselves where their parent is not there", () => expect(shape([span("b", "gone", 2), span("a", null, 1)])).toEqual(["a", "b"]));
  it("are all shown where they go round in circles", () => expect(shape([span("a", "b", 1), span("b", "a", 2), span("c", "c", 3)]).sort()).toEqual(["-b", "a1", "c"]));
  it("may be ten thousand deep", () => {
    const deep = Array.from({ length: 10_000 }, (_, i) => span(`s${i}`, i === 0 ? null : `s${i - 1}`, i));
    const rows = treeOf(deep);
    expect([rows.length, rows.at(-1)?.depth, rows[0]?.below]).toEqual([10_000, 9_999, 9_999]);
  });
  it("fold up", () => {
    const rows = treeOf([span("a", null, 1), span("b", "a", 2), span("c", "b", 3), span("d", "a", 4)]);
    expect(unfolded(rows, new Set(["b"])).map((r) => r.span.id)).toEqual(["a", "b", "d"]);
    expect(unfolded(rows, new Set(["a"])).map((r) => r.span.id)).toEqual(["a"]);
  });
});

describe("a span", () => {
  it("is read from the third protocol, with its microseconds", () => {
    const read = spanOf({ span_id: "x", parent_span_id: null, name: "chat", start_time_unix_nano: "1764000000123456789", end_time_unix_nano: "1764000001123956789", status: { code: "STATUS_CODE_ERROR", message: "429" }, attributes: { "mlflow.spanType": '"LLM"', "mlflow.spanInputs": '{"q":1}', "mlflow.chat.tokenUsage": '{"input_tokens":3,"output_tokens":4}', model: '"m"', plain: "text" }, events: [{ name: "exception", time_unix_nano: 1, attributes: { a: "b" } }] });
    expect(read).toMatchObject({ id: "x", parent: null, type: "LLM", status: "ERROR", message: "429", inputs: { q: 1 }, tokens: { input: 3, output: 4, total: 7 }, attributes: { model: "m", plain: "text" } });
    expect((read.to ?? 0) - read.from).toBeCloseTo(1000.5, 2);
  });
  it("is read from the second protocol's files", () => expect(spanOf({ context: { span_id: "y" }, parent_id: "x", name: "old", start_time: 5_000_000, end_time: 7_000_000, status_code: "OK", attributes: {} })).toMatchObject({ id: "y", parent: "x", from: 5, to: 7, status: "OK" }));
  it("that has not ended has no end", () => expect(spanOf({ span_id: "z", name: "n", start_time_unix_nano: 1, attributes: {} }).to).toBeNull());
});

describe("a trace", () => {
  it("is read with its duration, tokens and valid assessments", () => {
    const read = traceOf({ trace_id: "tr-1", trace_location: { mlflow_experiment: { experiment_id: "3" } }, request_time: "2026-01-01T00:00:00Z", execution_duration: "1.5s", state: "OK", trace_metadata: { "mlflow.trace.tokenUsage": '{"input_tokens":10,"output_tokens":5,"total_tokens":15}' }, tags: { "mlflow.traceName": "answer" }, assessments: [{ assessment_id: "a", assessment_name: "x", feedback: { value: true }, valid: false }, { assessment_id: "b", assessment_name: "x", feedback: { value: false } }] });
    expect([read.name, read.experiment, read.seconds, read.tokens?.total, read.assessments.map((a) => a.assessment_id)]).toEqual(["answer", "3", 1.5, 15, ["b"]]);
  });
  it("under way has no duration, and tokens that are none are none", () => {
    expect(traceOf({ trace_id: "t", request_time: "2026-01-01T00:00:00Z", state: "IN_PROGRESS" })).toMatchObject({ seconds: null, tokens: null, name: "" });
    expect([tokensFrom(null), tokensFrom("x"), tokensFrom({ input_tokens: 0 })]).toEqual([null, null, null]);
  });
  it("is judged in any form that assessments have", () => {
    const a = { assessment_id: "a", assessment_name: "n" };
    expect([saidBy({ ...a, feedback: { value: 0.5 } }), saidBy({ ...a, feedback: { error: { error_message: "no model" } } }), saidBy({ ...a, expectation: { serialized_value: { value: '{"a":1}' } } })]).toEqual([0.5, "failed: no model", { a: 1 }]);
    expect([verdictOf("yes"), verdictOf(false), verdictOf(0.3)]).toEqual(["ok", "fail", ""]);
  });
});

it("reads conversations as such, and other values not", () => {
  expect(messagesOf({ messages: [{ role: "user", content: "hi" }] })).toEqual([{ role: "user", content: "hi" }]);
  expect(messagesOf({ choices: [{ message: { role: "assistant", content: [{ type: "text" }] } }] })?.[0]?.role).toBe("assistant");
  expect([messagesOf([{ page_content: "x" }]), messagesOf("x"), messagesOf({ messages: [] }), messagesOf(undefined)]).toEqual([null, null, null, null]);
});
it("shows of a preview what it holds", () => {
  expect([oneLine('{"question": "Is it \\"on\\"?"}'), oneLine("a\n b"), oneLine('{"a": 1, "b": 2}')]).toEqual(['Is it "on"?', "a b", '{"a": 1, "b": 2}']);
});
it("seeks words within spans", () => expect([traceFilter("camper van"), traceFilter("trace.status = 'OK'"), traceFilter("")]).toEqual(["trace.text LIKE '%camper van%'", "trace.status = 'OK'", ""]));
it("tells of a scorer what it judges by", () => {
  expect(aboutScorer('{"instructions_judge_pydantic_data":{"model":"m","instructions":"Judge."}}')).toEqual({ kind: "judge, m", about: "Judge." });
  expect(aboutScorer('{"builtin_scorer_class":"Safety"}')).toEqual({ kind: "built in", about: "Safety" });
  expect(aboutScorer("not json")).toEqual({ kind: "unknown", about: "not json" });
});

describe("webhooks", () => {
  const delivery = (more: Partial<Delivery>): Delivery => ({ id: "d", event: "MODEL_VERSION:CREATED", createdAt: "2026-01-01T00:00:00Z", attempts: 1, dueAt: null, succeeded: false, ...more });
  it("say how a delivery stands", () => expect([delivery({ succeeded: true }), delivery({ dueAt: "x", attempts: 0 }), delivery({ dueAt: "x" }), delivery({})].map((d) => standingOf(d).word)).toEqual(["delivered", "waits", "tried again soon", "given up"]));
  it("name each event once", () => expect(new Set(HOOK_EVENTS.map(eventName)).size).toBe(HOOK_EVENTS.length));
  it("make secrets that nobody guesses", () => expect(newSecret()).toMatch(/^[0-9a-f]{48}$/));
});
