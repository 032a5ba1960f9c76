import type { TraceNode } from "./types.ts";

/** The provenance of a prediction as columns, from what was said back to why. */
export const COLUMNS: { zone: "A" | "B" | "C" | "D"; title: string; kinds: string[] }[] = [
  { zone: "D", title: "Prediction", kinds: ["prediction"] },
  { zone: "D", title: "Serving", kinds: ["model version", "features"] },
  { zone: "C", title: "Experiment", kinds: ["run"] },
  { zone: "B", title: "Data", kinds: ["training set", "data snapshot"] },
  { zone: "C", title: "Build and code", kinds: ["build", "commit"] },
  { zone: "A", title: "Reason", kinds: ["goal"] },
];

/** A node's name among all: its kind and id. */
export const keyOf = (ref: { kind: string; id: string }): string => `${ref.kind} ${ref.id}`;

export interface Box {
  node: TraceNode;
  column: number;
  x: number;
  y: number;
  w: number;
  h: number;
}

export const CARD = { w: 172, gap: 16, top: 44, between: 26, line: 14 };

export function columnOf(kind: string): number {
  const at = COLUMNS.findIndex((c) => c.kinds.includes(kind));
  return at < 0 ? COLUMNS.length - 2 : at;
}

export function place(nodes: TraceNode[]): { boxes: Box[]; width: number; height: number; edges: { from: Box; to: Box }[] } {
  const columns: TraceNode[][] = COLUMNS.map(() => []);
  for (const node of nodes) columns[columnOf(node.kind)]?.push(node);
  COLUMNS.forEach((c, i) => columns[i]?.sort((a, b) => c.kinds.indexOf(a.kind) - c.kinds.indexOf(b.kind)));
  const tall = (n: TraceNode): number => 40 + Math.max(2, Math.min(4, Object.keys(n.facts).length)) * CARD.line;
  const heights = columns.map((list) => list.reduce((sum, n) => sum + tall(n), 0) + Math.max(0, list.length - 1) * CARD.between);
  const inner = Math.max(220, ...heights);
  const boxes: Box[] = [];
  columns.forEach((list, column) => {
    // What stands alone stands in the middle; two stand apart, so that ribbons have room.
    const free = inner - (heights[column] ?? 0);
    let y = CARD.top + (list.length > 1 ? free / 4 : free / 2);
    for (const node of list) {
      boxes.push({ node, column, x: 12 + column * (CARD.w + CARD.gap * 2) + CARD.gap / 2, y, w: CARD.w, h: tall(node) });
      y += tall(node) + CARD.between + (list.length > 1 ? free / 2 / (list.length - 1) : 0);
    }
  });
  const of = new Map(boxes.map((b) => [keyOf(b.node), b]));
  const byId = new Map(boxes.map((b) => [b.node.id, b]));
  const edges = boxes.flatMap((from) => from.node.parents.flatMap((ref) => { const to = typeof ref === "string" ? byId.get(ref) : of.get(keyOf(ref)); return to && to !== from ? [{ from, to }] : []; }));
  return { boxes, edges, width: 12 + COLUMNS.length * (CARD.w + CARD.gap * 2), height: CARD.top + inner + 20 };
}

/** A ribbon from one box to another; within a column it runs down between them. */
export function ribbon(from: Box, to: Box): string {
  if (from.column === to.column) {
    const [a, b] = from.y < to.y ? [from, to] : [to, from];
    return `M${a.x + a.w / 2} ${a.y + a.h} V${b.y}`;
  }
  const right = to.column > from.column;
  const x1 = right ? from.x + from.w : from.x;
  const x2 = right ? to.x : to.x + to.w;
  const y1 = from.y + from.h / 2;
  const y2 = to.y + to.h / 2;
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
