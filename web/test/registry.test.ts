import { describe, expect, it } from "vitest";
import { tellChange } from "../src/lib/changes.ts";
import { blocks, inline } from "../src/lib/markdown.ts";
import { fieldChanges, fieldsOf, inStageAt, metricsAmong, modelFilter, numbersOf, requirements, rowsOf, sectionsOf, spansOf, type FullVersion, type Promotion, type Slice, type StagePeriod } from "../src/lib/registry.ts";
import { slicesOf, textOfSlices } from "../src/ui/modelcard.tsx";
import { lanesOf, ticksOf } from "../src/ui/stages.tsx";

describe("a description", () => {
  it("is read as headings, lists, code and paragraphs", () => {
    expect(blocks("# Use\n\nFor **overbooking**\nonly.\n\n- one\n- two\n\n1. first\n\n```\n<b>x</b>\n```").map((b) => b.kind)).toEqual(["heading", "paragraph", "list", "list", "code"]);
  });
  it("takes tags for text, and leads nowhere that a script could run", () => {
    expect(inline("<img onerror=x> [a](javascript:alert(1)) [b](https://x.org/y)")).toEqual([
      { kind: "text", text: "<img onerror=x> [a](javascript:alert(1)) " },
      { kind: "link", text: "b", href: "https://x.org/y" },
    ]);
    expect(inline("[a](//evil.org)")).toEqual([{ kind: "text", text: "[a](//evil.org)" }]);
  });
  it("ends an unclosed block of code with the text", () => expect(blocks("```\nx")).toEqual([{ kind: "code", text: "x" }]));
});

describe("a signature", () => {
  it("is told by our training or by MLflow, tensors and parameters included", () => {
    expect(fieldsOf({ signature: { inputs: [{ name: "hotel", type: "string", categories: ["City", "Resort"] }], output: "p" } }, null)).toEqual([
      { of: "in", name: "hotel", type: "string", hint: "2 known: City, Resort" },
      { of: "out", name: "p", type: "number", hint: "" },
    ]);
    const mlflow = { files: [], mlmodel: { flavors: [], signature: { inputs: [{ type: "tensor", "tensor-spec": { dtype: "float32", shape: [-1, 3] } }], outputs: [{ name: "y", type: "double" }], params: [{ name: "k", type: "long", default: 3 }] } } };
    expect(fieldsOf({}, mlflow)?.map((f) => [f.of, f.name, f.type, f.hint])).toEqual([["in", "input 1", "float32", "shape [-1,3]"], ["out", "y", "double", ""], ["param", "k", "long", "default 3"]]);
    expect(fieldsOf({}, { files: [] })).toBeNull();
  });
  it("is compared column by column", () => {
    const side = (name: string, type: string) => [{ of: "in" as const, name, type, hint: "" }];
    expect(fieldChanges([side("a", "long"), side("a", "double"), null])).toEqual([{ of: "in", name: "a", types: ["long", "double", undefined] }]);
  });
});

const period = (version: number, stage: string, since: string, until: string | null, event = since): StagePeriod => ({ model: "m", version, stage, since, until, eventSince: event, eventUntil: until });

describe("stages over time", () => {
  const periods = [period(1, "Production", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), period(2, "Production", "2026-02-01T00:00:00Z", null), period(3, "Staging", "2026-02-10T00:00:00Z", null, "2016-05-01T00:00:00Z"), period(4, "Staging", "2026-02-11T00:00:00Z", null), period(1, "Archived", "2026-02-01T00:00:00Z", null)];
  const wall = spansOf(periods, "wall");
  it("are answered for any moment, the end not included", () => {
    const at = (t: string) => inStageAt(wall, "Production", Date.parse(t));
    expect([at("2025-12-31T00:00:00Z"), at("2026-01-31T23:59:59Z"), at("2026-02-01T00:00:00Z"), at("2027-01-01T00:00:00Z")]).toEqual([[], [1], [2], [2]]);
  });
  it("are read on either clock", () => expect(spansOf(periods, "event").find((s) => s.version === 3)?.from).toBe(Date.parse("2016-05-01T00:00:00Z")));
  it("lie above each other only where they overlap, production first, the archive left out", () => {
    expect(rowsOf(wall.filter((s) => s.stage === "Production"))).toHaveLength(1);
    expect(lanesOf(wall).map((l) => [l.stage, l.rows.length])).toEqual([["Production", 1], ["Staging", 2]]);
  });
  it("have ticks that calendars have", () => {
    expect(ticksOf(Date.parse("2016-07-15T00:00:00Z"), Date.parse("2017-08-29T00:00:00Z")).map((t) => t.text)).toContain("Jan 2017");
    expect(ticksOf(0, 3_600_000).length).toBeLessThan(9);
    expect(ticksOf(5, 5)).toHaveLength(0);
  });
});

describe("a promotion", () => {
  const version = { version: 2, servable: true, run: "r", commit: "8c1f0e2abc", lineage: { trainingSet: "t" } } as unknown as FullVersion;
  const promotion = (more: Partial<Promotion>): Promotion => ({ product: "p", model: "p.m", version: 2, stage: "STAGING", approvers: [], caller: "ana", ...more });
  const needs = (more: Partial<Promotion>, servable = true) => Object.fromEntries(requirements({ version: { ...version, servable }, fields: null, card: null, promotion: promotion(more), metrics: { auc: 0.8 } }).map((n) => [n.name, n.met]));
  it("says what is missing before anybody asked", () => expect(needs({})).toEqual({ Servable: true, Evidence: false, "Somebody else decides": false, Metrics: true, Signature: false, Card: false, Lineage: true }));
  it("waits for somebody else than who asked", () => {
    expect(needs({ decision: "REQUESTED", requestedBy: "ana", evidence: { auc: 0.8 }, approvers: ["ana"] })["Somebody else decides"]).toBe(false);
    expect(needs({ decision: "REQUESTED", requestedBy: "ana", evidence: { auc: 0.8 }, approvers: ["ana", "bo"] })).toMatchObject({ Evidence: true, "Somebody else decides": true });
  });
  it("of the loop rests on its comparison", () => expect(needs({ decision: "PROMOTED", requestedBy: null, decidedBy: "monitoring", verdict: { difference: 0.01 } })).toMatchObject({ Evidence: true, "Somebody else decides": true }));
  it("deploys nothing that came through MLflow", () => expect(needs({}, false)["Servable"]).toBe(false));
});

describe("the history", () => {
  it("is told in words, with the facts that it rests on", () => {
    expect(tellChange({ change: "staged", evidence: { stage: "PRODUCTION", from: "STAGING", why: { challenge: "ch-1", difference: 0.01234567 } } })).toMatchObject({ what: "moved to production from staging", challenge: "ch-1", facts: [["difference", "0.0123"]] });
    expect(tellChange({ change: "aliased", evidence: { champion: { rows: 12 } } })).toMatchObject({ what: "got the alias champion", facts: [["rows", "12"]] });
    expect(tellChange({ change: "promoted", evidence: { requestedBy: "ana", approvedBy: "bo", evidence: { reason: "fine" } } }).facts).toEqual([["requestedBy", "ana"], ["approvedBy", "bo"], ["reason", "fine"]]);
    expect(tellChange({ change: "carded", evidence: { revision: 3 } })).toMatchObject({ what: "card written, revision 3", facts: [] });
  });
});

describe("parts of the data", () => {
  it("are written and read one a line", () => {
    const slices: Slice[] = [{ name: "hotel = City", rows: 51234, metrics: { auc: 0.77, f1: 0.6 } }, { name: "all", rows: null, metrics: { auc: 0.7 } }];
    expect(slicesOf(textOfSlices(slices))).toEqual(slices);
  });
  it("say which line is wrong", () => {
    expect(slicesOf("a; 1; auc=0.7\nb; x; auc=1")).toBe("Line 2 has 'x' rows; write a whole number or nothing.");
    expect(slicesOf("a; 1; auc")).toBe("Line 1 has 'auc' where a metric=number was expected.");
    expect(slicesOf("a")).toContain("Line 1 needs a name");
  });
});

it("seeks words in names, and leaves queries alone", () => {
  expect([modelFilter("cancel"), modelFilter("name = 'x'"), modelFilter(" ")]).toEqual(["name ILIKE '%cancel%'", "name = 'x'", ""]);
});
it("passes over metrics that are no numbers", () => {
  expect(numbersOf({ a: "NaN", b: 2, c: "Infinity", d: "3" })).toEqual({ b: 2, d: 3 });
  expect(metricsAmong([{ metrics: { a: 1, b: 1 } }, { metrics: { b: 2 } }] as never)).toEqual(["b", "a"]);
});
it("shows a card's sections that are written", () => expect(sectionsOf({ intendedUse: "x", risk: { level: "HIGH" }, slices: [], more: { Fairness: 1 } })).toEqual([["Intended use", "x"], ["Risk", "high"], ["Fairness", "1"]]));
