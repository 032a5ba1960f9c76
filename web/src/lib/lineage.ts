import type { LineageGraph, LineageNode, LineageRef } from "./types.ts";

/** A lineage graph as it is drawn: pure. */

export type Way = "both" | "back" | "forward";

export const refKey = (ref: LineageRef): string => `${ref.kind} ${ref.id}`;

export interface Drawn {
  nodes: Map<string, LineageNode>;
  /** Keys of what each was made from. */
  from: Map<string, Set<string>>;
  /** Links of a node in a direction that are not shown, by its key. */
  more: Map<string, { direction: "BACK" | "FORWARD"; hidden: number }[]>;
}

/** Neighbours that were asked for later, of one node in one direction. */
export interface Added {
  of: LineageRef;
  direction: "BACK" | "FORWARD";
  nodes: LineageNode[];
  /** Whether these are all. */
  whole: boolean;
}

export function drawn(graph: LineageGraph, added: Added[]): Drawn {
  const nodes = new Map(graph.nodes.map((n) => [refKey(n), n]));
  const from = new Map<string, Set<string>>();
  const link = (a: string, b: string): void => void (from.get(b) ?? from.set(b, new Set()).get(b))?.add(a);
  for (const e of graph.edges) link(refKey(e.from), refKey(e.to));
  for (const more of added) {
    for (const node of more.nodes) {
      if (!nodes.has(refKey(node))) nodes.set(refKey(node), node);
      if (more.direction === "FORWARD") link(refKey(more.of), refKey(node));
      else link(refKey(node), refKey(more.of));
    }
  }
  const more = new Map<string, { direction: "BACK" | "FORWARD"; hidden: number }[]>();
  for (const cut of graph.more) {
    const key = refKey(cut);
    if (added.some((a) => a.whole && a.direction === cut.direction && refKey(a.of) === key)) continue;
    const shown = cut.direction === "BACK" ? (from.get(key)?.size ?? 0) : [...from.values()].filter((s) => s.has(key)).length;
    const hidden = cut.links - shown;
    if (hidden > 0) more.set(key, [...(more.get(key) ?? []), { direction: cut.direction, hidden }]);
  }
  return { nodes, from, more };
}

/** Zone of the paper's figure and a picture of 14 × 14 for each kind; the word beside it says it. */
export const LOOKS: Record<string, { zone: "a" | "b" | "c" | "d"; path: string }> = {
  goal: { zone: "a", path: "M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M7 4.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5" },
  source: { zone: "b", path: "M1.5 3.5h11M1.5 7h11M1.5 10.5h11" },
  "source file": { zone: "b", path: "M3 1.5h5.5l2.5 2.5v8.5h-8zM8.5 1.5v2.5h2.5" },
  dataset: { zone: "b", path: "M1.5 2.5h11v9h-11zM1.5 5.5h11M5.5 5.5v6" },
  "external dataset": { zone: "b", path: "M1.5 2.5h11v9h-11zM1.5 5.5h11M5.5 5.5v6" },
  "feature view": { zone: "b", path: "M1.5 3h11l-4 4.5v4l-3 1v-5z" },
  "data snapshot": { zone: "b", path: "M2 3.5a5 2 0 0 1 10 0v7a5 2 0 0 1-10 0zM2 3.5a5 2 0 0 0 10 0" },
  "training set": { zone: "b", path: "M2 2h4v4h-4zM8 2h4v4h-4zM2 8h4v4h-4zM8 8h4v4h-4z" },
  features: { zone: "b", path: "M2 3h10M2 7h7M2 11h4" },
  commit: { zone: "c", path: "M7 4.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5M.5 7h4M9.5 7h4" },
  build: { zone: "c", path: "M7 1.5 12.5 4v6l-5.5 2.5-5.5-2.5v-6zM1.5 4 7 6.5 12.5 4M7 6.5v6" },
  "pipeline run": { zone: "c", path: "M1.5 5h3.5v4h-3.5zM9 2h3.5v4h-3.5zM9 8h3.5v4h-3.5zM5 7h2M7 4h2M7 10h2M7 4v6" },
  job: { zone: "c", path: "M1.5 5h3.5v4h-3.5zM9 2h3.5v4h-3.5zM9 8h3.5v4h-3.5zM5 7h2M7 4h2M7 10h2M7 4v6" },
  run: { zone: "c", path: "M1.5 12V2M1.5 12h11M3.5 9.5 6 6.5 8.5 8 12 3" },
  "job run": { zone: "c", path: "M7 1.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M5.7 4.600 9.300 7 5.7 9.400z" },
  "logged model": { zone: "c", path: "M7 1.5 12.5 7 7 12.5 1.5 7z" },
  "model version": { zone: "d", path: "M7 1.5 12.5 7 7 12.5 1.5 7zM4.5 7 6.5 9 9.5 5.5" },
  deployment: { zone: "d", path: "M7 1.5v8M4 6.5l3 3 3-3M2 12.5h10" },
  predictions: { zone: "d", path: "M2 12V8h2.5v4zM6 12V5h2.5v7zM10 12V2h2.5v10z" },
  prediction: { zone: "d", path: "M7 1.5v11M1.5 7h11M3 3l8 8M11 3l-8 8" },
};

/** What came first, then what was made of it: the order in which kinds are listed. */
export const kindOrder = (kind: string): number => {
  const at = Object.keys(LOOKS).indexOf(kind);
  return at < 0 ? Object.keys(LOOKS).length : at;
};
