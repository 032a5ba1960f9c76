import type { LineageGraph, LineageNode, LineageRef } from "../src/lib/types.ts";

/** Made-up lineage: a chain as the demo leaves it, and a commit that led to many runs. */
const P = "hotel-bookings";
const MODEL = `${P}.cancellation`;
const n = (kind: string, id: string, title: string, facts: Record<string, string> = {}, href: string | null = null): LineageNode => ({ kind, id, title, facts, href });
const COMMIT = "77ab410c0ffee0000000000000000000000000aa";

const chain: LineageNode[] = [
  n("external dataset", "s3:%2F%2Flake/bookings/2017", "bookings/2017", { namespace: "s3://lake" }),
  n("job run", "0198c5a1-0000-7000-8000-000000000001", "Run of export_bookings", { state: "COMPLETE", ended: "2017-06-10T02:00:00Z" }),
  n("source file", "bookings/3", "hotel_bookings.csv.gz", { revision: "3", size: "1251346 bytes" }),
  n("source", "bookings", "bookings", { rows: "119390" }),
  n("feature view", `booking/${COMMIT}`, "booking as of 77ab410", { source: "bookings", entity: "booking_id", features: "12" }),
  n("data snapshot", "booking/1171", "booking with 113806 rows", { snapshot: "1171", committed: "2026-11-24T03:02:00Z" }),
  n("training set", `${MODEL}/7`, "83546 labelled rows", { digest: "sha256:5be0" }),
  n("goal", COMMIT, "Lose fewer rooms to cancellations", { measure: "rooms lost" }),
  n("commit", COMMIT, "Cap rounds by patience", { author: "M. Lindqvist", commit: COMMIT }),
  n("build", "sha256:41d0", "Build 12", { size: "48211 bytes" }),
  n("pipeline run", "run-201", "Run of training", { state: "SUCCEEDED", pipeline: "training" }),
  n("run", "x", "train-2017-06-10", { experiment: `${P}/training`, status: "FINISHED" }),
  n("model version", `${MODEL}/7`, `${MODEL} version 7`, { stage: "PRODUCTION" }),
  n("deployment", "evt_1", "Version 7 as challenger of cancellation", { endpoint: "cancellation", from: "2017-06-11T00:00:00Z", until: "2017-07-24T00:00:00Z" }),
  n("deployment", "evt_2", "Version 7 as champion of cancellation", { endpoint: "cancellation", from: "2017-07-24T00:00:00Z", until: "now" }),
  n("predictions", "cancellation/7", "6,214 predictions", { count: "6214", endpoint: "cancellation", version: "7" }),
];
const links: [number, number][] = [[0, 1], [1, 2], [2, 3], [3, 4], [3, 5], [4, 5], [5, 6], [6, 11], [6, 12], [7, 8], [8, 4], [8, 9], [8, 10], [9, 10], [10, 11], [11, 12], [8, 12], [9, 12], [12, 13], [12, 14], [13, 15], [14, 15]];

const ref = (node: LineageNode): LineageRef => ({ kind: node.kind, id: node.id });
const many = Array.from({ length: 64 }, (_, i) => n("pipeline run", `run-${100 + i}`, `Run of training`, { state: "SUCCEEDED", "event time": `2017-0${1 + (i % 8)}-01T00:00:00Z` }));

export function graph(kind: string, id: string, direction: string): LineageGraph {
  const at = Math.max(0, chain.findIndex((x) => x.kind === kind && x.id === id));
  const root = chain.findIndex((x) => x.kind === kind && (x.id === id || kind === "run"));
  const start = root < 0 ? at : root;
  const reached = new Set([start]);
  for (const way of direction === "both" ? ["back", "forward"] : [direction]) {
    const next = [start];
    for (let i = next.pop(); i !== undefined; i = next.pop()) {
      for (const [a, b] of links) {
        const [near, far] = way === "back" ? [b, a] : [a, b];
        if (near === i && !(reached.has(far) && far !== start)) { reached.add(far); next.push(far); }
      }
    }
  }
  const here = chain[start] as LineageNode;
  const own = kind === "run" ? { ...here, id } : here;
  const named = (i: number): LineageNode => (i === start ? own : (chain[i] as LineageNode));
  const nodes = [...reached].map(named);
  const edges = links.filter(([a, b]) => reached.has(a) && reached.has(b)).map(([a, b]) => ({ from: ref(named(a)), to: ref(named(b)) }));
  if (kind !== "commit" || direction === "back") return { root: ref(own), nodes, edges, truncated: false, more: [] };
  return { root: ref(own), nodes: [...nodes, ...many.slice(0, 18)], edges: [...edges, ...many.slice(0, 18).map((m) => ({ from: ref(own), to: ref(m) }))], truncated: true, more: [{ kind, id: own.id, direction: "FORWARD", links: 68 }] };
}

export const neighbours = (): LineageNode[] => many;
