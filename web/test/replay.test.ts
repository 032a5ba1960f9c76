import { expect, it } from "vitest";
import { eventAt, loopAt, shownBy } from "../src/lib/replay.ts";
import type { Challenge, LogEvent, Loop } from "../src/lib/types.ts";

const event = (position: number, type: string, eventTime: string | null, data: LogEvent["data"] = {}): LogEvent => ({ id: `evt_${position}`, type, source: "x", subject: "s", product: "p", actor: "a", time: "2026-01-01T00:00:00Z", eventTime, position, hash: "h", data });
const task = (position: number, what: string, uses: string): LogEvent => event(position, `workflow.task.${what}`, "2016-07-02T00:00:00Z", { run: "r", task: "t", uses, seconds: 4 });

const log = [
  event(1, "product.declared", null),
  event(2, "features.ingested", "2016-07-01T00:00:00Z"),
  task(3, "started", "train"),
  task(4, "succeeded", "train"),
  task(5, "succeeded", "other"),
  event(6, "features.ingested", "2016-08-01T00:00:00Z"),
];
const step = (number: number) => ({ number, name: "", zone: "A", component: "", state: "DONE" as const, count: 9, evidence: "e" });
const turn = { id: "c", state: "PROMOTED", startedAt: "2016-07-02T00:00:00Z", decidedAt: "2016-07-20T00:00:00Z" } as Challenge;
const loop: Loop = { product: "p", steps: [step(1), step(8), step(20)], turns: [turn] };
const rules = new Map([[1, shownBy(log[0] as LogEvent, null)], [8, shownBy(log[1] as LogEvent, null)], [20, shownBy(log[3] as LogEvent, null)]]);
const at = (position: string) => loopAt(loop, rules, log, eventAt(log, position));

it("finds a moment by position and by event time", () => {
  expect(eventAt(log, "4")?.position).toBe(4);
  expect(eventAt(log, "2016-07-15")?.position).toBe(5);
  expect(eventAt(log, "2016-06-01")).toBeNull();
});
it("shows a step from its evidence on, and how often by then", () => {
  expect(at("1").steps.map((s) => [s.state, s.count])).toEqual([["DONE", 1], ["MISSING", 0], ["MISSING", 0]]);
  expect(at("6").steps.map((s) => [s.state, s.count])).toEqual([["DONE", 1], ["DONE", 2], ["DONE", 1]]);
  expect(at("4").steps[2]).toMatchObject({ evidence: "/api/v1/events/evt_4", seconds: 4 });
});
it("shows a task running between its start and its end", () => expect([at("3"), at("4")].map((l) => l.steps[2]?.state)).toEqual(["RUNNING", "DONE"]));
it("knows no decision before it fell", () => {
  expect(at("2").turns).toEqual([]);
  expect(at("5").turns[0]).toMatchObject({ state: "RUNNING", decidedAt: null });
  expect(at("6").turns[0]?.state).toBe("PROMOTED");
});

it("tells a retraining from the first training by what was deployed between", () => {
  const twice = [...log, event(7, "serving.endpoint.deployed", "2016-08-02T00:00:00Z"), { ...task(8, "succeeded", "train") }];
  const staged = new Map([[1, shownBy(twice[3] as LogEvent, 7)], [8, shownBy(twice[7] as LogEvent, 7)]]);
  const states = (position: string) => loopAt({ ...loop, steps: [step(1), step(8)] }, staged, twice, eventAt(twice, position)).steps.map((s) => s.state);
  expect([states("5"), states("8")]).toEqual([["DONE", "MISSING"], ["DONE", "DONE"]]);
});
