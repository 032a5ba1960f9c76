/** A layered drawing of a graph: each node right of all it needs, few crossings; pure. */

export interface DagNode {
  id: string;
  needs: string[];
}

export interface Placed {
  id: string;
  layer: number;
  /** Place within its layer, from 0. */
  row: number;
}

export interface Drawing {
  nodes: Placed[];
  edges: { from: string; to: string }[];
  layers: number;
  rows: number;
}

export function layout(given: DagNode[]): Drawing {
  const ids = new Set(given.map((n) => n.id));
  const needs = new Map(given.map((n) => [n.id, n.needs.filter((m) => ids.has(m) && m !== n.id)]));
  const layer = new Map<string, number>();
  const visiting = new Set<string>();
  const depth = (id: string): number => {
    const known = layer.get(id);
    if (known !== undefined) return known;
    // A cycle is no pipeline; it is drawn all the same.
    if (visiting.has(id)) return 0;
    visiting.add(id);
    const own = Math.max(-1, ...(needs.get(id) ?? []).map(depth)) + 1;
    visiting.delete(id);
    layer.set(id, own);
    return own;
  };
  given.forEach((n) => depth(n.id));
  const sparse: string[][] = [];
  for (const n of given) (sparse[layer.get(n.id) ?? 0] ??= []).push(n.id);
  // In a cycle a layer may have gone without nodes.
  const layers = sparse.filter(() => true);
  layers.forEach((list, i) => list.forEach((id) => layer.set(id, i)));

  // An edge that leaps over whole layers is drawn without what it means: those that a longer way implies are left out.
  const above = new Map<string, Set<string>>();
  const ancestors = (id: string): Set<string> => {
    const known = above.get(id);
    if (known) return known;
    const all = new Set<string>();
    above.set(id, all);
    for (const need of needs.get(id) ?? []) {
      all.add(need);
      for (const a of ancestors(need)) all.add(a);
    }
    return all;
  };
  const edges = given.flatMap((n) => {
    const own = needs.get(n.id) ?? [];
    return own.filter((need) => !own.some((other) => other !== need && ancestors(other).has(need))).map((need) => ({ from: need, to: n.id }));
  });

  const row = new Map<string, number>();
  const number = (list: string[]): void => list.forEach((id, i) => row.set(id, i - (list.length - 1) / 2));
  layers.forEach(number);
  const middle = (id: string, of: (id: string) => string[]): number => {
    const near = of(id);
    return near.length ? near.reduce((sum, n) => sum + (row.get(n) ?? 0), 0) / near.length : (row.get(id) ?? 0);
  };
  const before = (id: string): string[] => edges.filter((e) => e.to === id).map((e) => e.from);
  const after = (id: string): string[] => edges.filter((e) => e.from === id).map((e) => e.to);
  for (let sweep = 0; sweep < 4; sweep++) {
    const down = sweep % 2 === 0;
    for (const list of down ? layers : [...layers].reverse()) {
      const by = new Map(list.map((id) => [id, middle(id, down ? before : after)]));
      list.sort((a, b) => (by.get(a) ?? 0) - (by.get(b) ?? 0));
      number(list);
    }
  }
  return {
    nodes: layers.flatMap((list, l) => list.map((id) => ({ id, layer: l, row: row.get(id) ?? 0 }))),
    edges,
    layers: layers.length,
    rows: Math.max(0, ...layers.map((list) => list.length)),
  };
}
