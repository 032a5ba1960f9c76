import { expect, it } from "vitest";
import { layout } from "../src/lib/dag.ts";

const nodes = [
  { id: "prepare", needs: [] },
  { id: "validate", needs: ["prepare"] },
  { id: "a", needs: ["prepare", "validate"] },
  { id: "b", needs: ["prepare", "validate"] },
  { id: "evaluate", needs: ["a", "b"] },
];

it("puts each task right of all it needs", () => {
  const drawing = layout(nodes);
  const layer = new Map(drawing.nodes.map((n) => [n.id, n.layer]));
  for (const n of nodes) for (const need of n.needs) expect(layer.get(need)).toBeLessThan(layer.get(n.id) ?? -1);
  expect(drawing.layers).toBe(4);
  expect(drawing.rows).toBe(2);
});

it("leaves out an edge that a longer way implies", () => {
  expect(layout(nodes).edges).not.toContainEqual({ from: "prepare", to: "a" });
  expect(layout(nodes).edges).toContainEqual({ from: "validate", to: "a" });
});

it("draws a cycle and an unknown need all the same", () => {
  expect(layout([{ id: "x", needs: ["y", "gone"] }, { id: "y", needs: ["x"] }]).nodes).toHaveLength(2);
});

it("untangles what crosses", () => {
  const drawing = layout([{ id: "p", needs: [] }, { id: "q", needs: [] }, { id: "of-q", needs: ["q"] }, { id: "of-p", needs: ["p"] }]);
  const row = new Map(drawing.nodes.map((n) => [n.id, n.row]));
  expect(Math.sign((row.get("p") ?? 0) - (row.get("q") ?? 0))).toBe(Math.sign((row.get("of-p") ?? 0) - (row.get("of-q") ?? 0)));
});

it("draws nothing of nothing", () => expect(layout([])).toEqual({ nodes: [], edges: [], layers: 0, rows: 0 }));
