import { expect, it } from "vitest";
import { drawn, LOOKS, refKey } from "../src/lib/lineage.ts";
import { goneWords, nodePage } from "../src/lib/nodepage.ts";
import type { LineageGraph, LineageNode } from "../src/lib/types.ts";

const node = (kind: string, id: string): LineageNode => ({ kind, id, title: id, facts: {} });
const commit = node("commit", "c");
const graph: LineageGraph = {
  root: { kind: "commit", id: "c" },
  nodes: [commit, node("pipeline run", "r1"), node("pipeline run", "r2")],
  edges: [{ from: commit, to: node("pipeline run", "r1") }, { from: commit, to: node("pipeline run", "r2") }],
  truncated: true,
  more: [{ kind: "commit", id: "c", direction: "FORWARD", links: 5 }],
};

it("says how many links of a node are not drawn", () => {
  const shown = drawn(graph, []);
  expect(shown.more.get(refKey(commit))).toEqual([{ direction: "FORWARD", hidden: 3 }]);
  expect([...(shown.from.get("pipeline run r1") ?? [])]).toEqual(["commit c"]);
});

it("adds what was asked for, what was there already once, until nothing is hidden", () => {
  const some = { of: commit, direction: "FORWARD" as const, nodes: [node("pipeline run", "r2"), node("pipeline run", "r3")], whole: false };
  expect(drawn(graph, [some]).more.get(refKey(commit))).toEqual([{ direction: "FORWARD", hidden: 2 }]);
  expect(drawn(graph, [some]).nodes.size).toBe(4);
  const rest = { ...some, nodes: [node("pipeline run", "r4"), node("build", "b")], whole: true };
  expect(drawn(graph, [some, rest]).more.size).toBe(0);
  expect(drawn(graph, [some, rest]).nodes.size).toBe(6);
});

it("draws what came before to what was made of it, whichever way it was asked", () => {
  const back = { of: commit, direction: "BACK" as const, nodes: [node("goal", "g")], whole: true };
  expect([...(drawn(graph, [back]).from.get("commit c") ?? [])]).toEqual(["goal g"]);
});

it("has a look for each kind and a page for what has one", () => {
  expect(Object.keys(LOOKS)).toContain("external dataset");
  expect(nodePage("p", node("feature view", "booking/abc"))).toBe("/p/p/views/booking");
  expect(nodePage("p", node("predictions", "cancel/7"))).toBe("/p/p/predictions?endpoint=cancel&version=7");
  expect(nodePage("p", node("pipeline run", "run_1"))).toBe("/p/p/pipeline-runs/run_1");
  expect(nodePage("p", { ...node("deployment", "evt_1"), facts: { endpoint: "cancel" } })).toBe("/p/p/endpoints/cancel");
  expect(nodePage("p", node("job run", "x"))).toBeNull();
});

it("leads to no page of what is gone, and says so", () => {
  const run = node("run", "r");
  expect(nodePage("p", run)).toBe("/p/p/runs/r");
  expect(nodePage("p", { ...run, presence: "THERE" })).toBe("/p/p/runs/r");
  expect(nodePage("p", { ...run, presence: "REMOVED" })).toBeNull();
  expect(nodePage("p", { ...run, presence: "UNKNOWN" })).toBeNull();
  expect(goneWords({ presence: "REMOVED" })).toBe("removed for good");
  expect(goneWords({ presence: "THERE" })).toBe("");
});
