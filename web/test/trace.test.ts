import { expect, it } from "vitest";
import { COLUMNS, keyOf, place } from "../src/lib/tracelayout.ts";
import type { TraceNode } from "../src/lib/types.ts";

const node = (kind: string, id: string, parents: TraceNode["parents"] = []): TraceNode => ({ kind, id, title: id, facts: { a: "b" }, href: null, parents });

// As the server names them: a prediction and its features share an id, a version and its training set too.
const nodes = [
  node("prediction", "p1", [{ kind: "features", id: "p1" }, { kind: "model version", id: "m/7" }]),
  node("features", "p1", [{ kind: "commit", id: "c" }]),
  node("model version", "m/7", [{ kind: "training set", id: "m/7" }, { kind: "commit", id: "c" }, { kind: "run", id: "gone" }]),
  node("training set", "m/7"),
  node("commit", "c", [{ kind: "goal", id: "g" }]),
  node("goal", "g"),
];

it("tells nodes apart by kind and id", () => {
  const { boxes, edges } = place(nodes);
  expect(new Set(boxes.map((b) => keyOf(b.node))).size).toBe(nodes.length);
  expect(edges.map((e) => `${e.from.node.kind} > ${e.to.node.kind}`).sort()).toEqual(["commit > goal", "features > commit", "model version > commit", "model version > training set", "prediction > features", "prediction > model version"]);
});

it("takes parents by id alone as well", () => expect(place([node("run", "r", ["s"]), node("data snapshot", "s")]).edges).toHaveLength(1));

it("lets no two boxes lie on each other, and all within the drawing", () => {
  const { boxes, width, height } = place(nodes);
  for (const b of boxes) {
    expect(b.x + b.w).toBeLessThanOrEqual(width);
    expect(b.y + b.h).toBeLessThanOrEqual(height);
    for (const c of boxes) if (b !== c && b.column === c.column) expect(b.y + b.h <= c.y || c.y + c.h <= b.y).toBe(true);
  }
  expect(boxes.find((b) => b.node.kind === "goal")?.column).toBe(COLUMNS.length - 1);
});
