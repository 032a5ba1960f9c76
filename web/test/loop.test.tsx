import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Loop, StepState } from "../src/lib/types.ts";
import { cards, howOften, sentence, subOf } from "../src/loop/facts.ts";
import { LoopMap } from "../src/loop/map.tsx";
import { STATIONS } from "../src/loop/plan.ts";

afterEach(cleanup);

const loop = (state: (n: number) => StepState): Loop => ({
  product: "p",
  turns: [],
  steps: STATIONS.map((s) => ({ number: s.number, name: s.label, zone: s.zone, component: "x", state: state(s.number), seconds: null, evidence: null, count: state(s.number) === "MISSING" ? 0 : 2, lastEvent: null })),
});

it("draws each of the 28 steps once, in the paper's numbers", () => {
  expect(STATIONS.map((s) => s.number).sort((a, b) => a - b)).toEqual(Array.from({ length: 28 }, (_, i) => i + 1));
  render(<LoopMap product="p" known={{ loop: loop(() => "MISSING") }} selected={null} select={() => undefined} />);
  for (let n = 1; n <= 28; n++) expect(document.querySelectorAll(`[data-step="${n}"]`)).toHaveLength(1);
});

it("names step, state and fact to those who do not see it", () => {
  render(<LoopMap product="p" known={{ loop: loop((n) => (n === 9 ? "FAILED" : n === 20 ? "RUNNING" : "DONE")) }} selected={null} select={() => undefined} />);
  expect(screen.getByRole("button", { name: /^Step 9, Extract: failed/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /^Step 20, Train: running/ })).toBeTruthy();
  expect(document.querySelectorAll(".arc.spin")).toHaveLength(1);
});

it("moves nothing while nothing runs", () => {
  render(<LoopMap product="p" known={{ loop: loop(() => "DONE") }} selected={null} select={() => undefined} />);
  expect(document.querySelectorAll(".fbflow, .spin, .wire.live")).toHaveLength(0);
});

it("says of a missing step nothing but what fills it", () => {
  const known = { loop: loop(() => "MISSING") };
  for (const s of STATIONS) expect(subOf(s.number, known)).toBeNull();
  expect(cards(known)["registry"]).toEqual(["no model yet", "train, then register"]);
  expect(sentence(known.loop)).toMatch(/^Not started/);
});

it("counts", () => {
  expect(howOften({ number: 1, name: "", zone: "A", component: "", state: "DONE", count: 1, seconds: 12 })).toBe("once, last 12 s");
  const turn = { id: "c", product: "p", endpoint: "e", model: "m", champion: "1", challenger: "2", trainedUntil: "", startedAt: "", deadline: "", trigger: "", reason: "", evidence: null };
  const turned = { ...loop(() => "DONE"), turns: [{ ...turn, state: "PROMOTED" as const, decidedAt: "2017-07-24T00:00:00Z" }, { ...turn, id: "d", state: "RUNNING" as const, decidedAt: null }] };
  expect(sentence(turned)).toBe("closed once, 1 promoted, last on 24 Jul 2017; one turn under way");
});
