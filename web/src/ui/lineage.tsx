import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { api, getJson, Problem, useGet } from "../lib/api.ts";
import { layout } from "../lib/dag.ts";
import { clip, integer, moment, plural } from "../lib/format.ts";
import { drawn, kindOrder, LOOKS, refKey, type Added, type Drawn, type Way } from "../lib/lineage.ts";
import { goneWords, isGone, nodePage } from "../lib/nodepage.ts";
import { Link, navigate, page } from "../lib/router.tsx";
import type { LineageGraph, LineageNode, LineageRef, Page } from "../lib/types.ts";
import { Await, Empty, Failure, KeyValues, Panel, Segments } from "./parts.tsx";

const W = 184;
const H = 48;
const GX = 44;
const GY = 14;
const EDGE = 30;
const STEP = 50;

const WAYS: [Way, string][] = [["back", "Made from"], ["both", "Both"], ["forward", "Led to"]];

/** Without the product's name, which goes without saying. */
const short = (product: string, title: string): string => title.replaceAll(`${product}.`, "").replaceAll(`loopline://${product}/`, "");

/** The page that has a thing's lineage as its root. */
export const lineageAt = (product: string, ref: LineageRef): string => `${page(product, "lineage")}?${new URLSearchParams({ kind: ref.kind, id: ref.id }).toString()}`;

const pretty = (v: string): string => (/^\d{4}-\d\d-\d\dT/.test(v) ? moment(v) : v);

/** What a thing was made from and what it led to, as a panel of another page. */
export function LineagePanel({ product, kind, id }: { product: string; kind: string; id: string }) {
  const [way, setWay] = useState<Way>("both");
  return (
    <Panel title="Lineage" right={<><Segments label="Direction" value={way} options={WAYS} onChange={setWay} /> <Link to={lineageAt(product, { kind, id })}>own page</Link></>}>
      <LineageView product={product} kind={kind} id={id} way={way} />
    </Panel>
  );
}

/** The graph itself; its size follows what is known. */
export function LineageView({ product, kind, id, way }: { product: string; kind: string; id: string; way: Way }) {
  const asked = useGet<LineageGraph>(api(product, `/lineage?${new URLSearchParams({ kind, id, direction: way }).toString()}`));
  if (asked.error instanceof Problem && asked.error.status === 404) {
    return <Empty title={`Nothing is known of this ${kind}`}>Lineage is told by what happens: an ingest, a snapshot, a training, a registration, a deployment, or an OpenLineage event. {asked.error.detail}</Empty>;
  }
  return <Await of={asked} lines={6}>{(graph) => <Expandable key={`${kind} ${id} ${way}`} product={product} graph={graph} way={way} />}</Await>;
}

/** Keeps what was asked for beside the graph itself. */
function Expandable({ product, graph, way }: { product: string; graph: LineageGraph; way: Way }) {
  const [added, setAdded] = useState<(Added & { cursor: string | null })[]>([]);
  const [failed, setFailed] = useState<Error | null>(null);
  const shown = useMemo(() => drawn(graph, added), [graph, added]);
  const more = async (of: LineageRef, direction: "BACK" | "FORWARD"): Promise<void> => {
    const before = added.filter((a) => refKey(a.of) === refKey(of) && a.direction === direction).at(-1);
    const query = new URLSearchParams({ kind: of.kind, id: of.id, direction: direction.toLowerCase(), limit: String(STEP), ...(before?.cursor ? { cursor: before.cursor } : {}) });
    try {
      const found = await getJson<Page<LineageNode>>(api(product, `/lineage/neighbours?${query.toString()}`));
      const cursor = found?.nextCursor ?? null;
      setAdded((all) => [...all, { of, direction, nodes: found?.items ?? [], whole: cursor === null, cursor }]);
      setFailed(null);
    } catch (e) {
      setFailed(e instanceof Error ? e : new Error(String(e)));
    }
  };
  if (shown.nodes.size < 2) {
    return <Empty title={way === "back" ? "It goes back to nothing that is known" : way === "forward" ? "It led to nothing yet" : "It is linked with nothing yet"}>Links appear as soon as something is made: a snapshot of a view, a version of a run, a deployment of a version.</Empty>;
  }
  return (
    <>
      {failed && <Failure error={failed} />}
      <Drawing product={product} root={graph.root} shown={shown} more={(of, direction) => void more(of, direction)} />
    </>
  );
}

interface Place {
  key: string;
  node: LineageNode;
  x: number;
  y: number;
}

function places(shown: Drawn): { boxes: Place[]; edges: { from: Place; to: Place }[]; width: number; height: number } {
  const given = [...shown.nodes.entries()].sort(([, a], [, b]) => kindOrder(a.kind) - kindOrder(b.kind)).map(([key]) => ({ id: key, needs: [...(shown.from.get(key) ?? [])] }));
  const plan = layout(given);
  const height = Math.max(1, plan.rows) * (H + GY) - GY + 24;
  const at = new Map<string, Place>();
  for (const p of plan.nodes) {
    const node = shown.nodes.get(p.id);
    if (node) at.set(p.id, { key: p.id, node, x: EDGE + p.layer * (W + GX), y: height / 2 - H / 2 + p.row * (H + GY) });
  }
  const edges = plan.edges.flatMap((e) => { const from = at.get(e.from); const to = at.get(e.to); return from && to ? [{ from, to }] : []; });
  const boxes = [...at.values()].sort((a, b) => a.x - b.x || a.y - b.y);
  return { boxes, edges, width: EDGE * 2 + plan.layers * (W + GX) - GX, height };
}

function Drawing({ product, root, shown, more }: { product: string; root: LineageRef; shown: Drawn; more: (of: LineageRef, direction: "BACK" | "FORWARD") => void }) {
  const plan = useMemo(() => places(shown), [shown]);
  const [chosen, choose] = useState(refKey(root));
  const box = useRef<HTMLDivElement>(null);
  const start = plan.boxes.find((b) => b.key === refKey(root));
  const x = start?.x ?? 0;
  const y = start?.y ?? 0;
  // A large graph is looked at from its root.
  useEffect(() => {
    const el = box.current;
    if (el) {
      el.scrollLeft = Math.max(0, x + W / 2 - el.clientWidth / 2);
      el.scrollTop = Math.max(0, y + H / 2 - el.clientHeight / 2);
    }
  }, [x, y]);
  const selected = plan.boxes.find((b) => b.key === chosen) ?? start;
  const near = useMemo(() => new Set(plan.edges.filter((e) => e.from.key === chosen || e.to.key === chosen)), [plan, chosen]);
  const open = (b: Place): void => navigate(nodePage(product, b.node) ?? lineageAt(product, b.node));
  const move = (e: KeyboardEvent, b: Place): void => {
    const to = neighbour(plan.boxes, plan.edges, b, e.key);
    if (to) {
      e.preventDefault();
      document.getElementById(domId(to.key))?.focus();
    }
  };
  const counts = new Map<string, number>();
  for (const b of plan.boxes) counts.set(b.node.kind, (counts.get(b.node.kind) ?? 0) + 1);
  const hidden = [...shown.more.values()].flat();
  return (
    <>
      <div className="lineagebox" ref={box}>
        <svg width={plan.width} height={plan.height} viewBox={`0 0 ${plan.width} ${plan.height}`} className="lineage" role="group" aria-label={`Lineage: ${[...counts].map(([k, n]) => plural(n, k)).join(", ")}`}>
          <g aria-hidden="true">
            {plan.edges.map((e) => {
              const x1 = e.from.x + W;
              const y1 = e.from.y + H / 2;
              const y2 = e.to.y + H / 2;
              const bend = Math.max(16, (e.to.x - x1) / 2);
              return <path key={`${e.from.key} ${e.to.key}`} d={`M${x1} ${y1} C${x1 + bend} ${y1} ${e.to.x - bend} ${y2} ${e.to.x} ${y2}`} className={`edge${near.has(e) ? " on" : ""}`} />;
            })}
          </g>
          {plan.boxes.map((b) => {
            const look = LOOKS[b.node.kind];
            const facts = Object.entries(b.node.facts).slice(0, 3).map(([k, v]) => `${k} ${pretty(v)}`).join(", ");
            const gone = goneWords(b.node);
            return (
              <g key={b.key}>
                <g
                  id={domId(b.key)}
                  className={`node${gone ? " gone" : ""}${b.key === refKey(root) ? " root" : ""}${b.key === chosen ? " on" : ""}`}
                  role="link"
                  tabIndex={b.key === selected?.key ? 0 : -1}
                  aria-label={`${b.node.kind}: ${b.node.title}${gone ? `, ${gone}` : ""}${facts ? `; ${facts}` : ""}`}
                  onClick={() => open(b)}
                  onFocus={() => choose(b.key)}
                  onMouseEnter={() => choose(b.key)}
                  onKeyDown={(e) => { if (e.key === "Enter") { e.preventDefault(); open(b); } else move(e, b); }}
                >
                  <title>{b.node.title}</title>
                  <rect x={b.x} y={b.y} width={W} height={H} rx="5" />
                  <path className={`stripe ${look?.zone ?? "c"}`} d={`M${b.x + 2} ${b.y + 6}v${H - 12}`} />
                  <svg x={b.x + 10} y={b.y + 8} width="14" height="14" viewBox="0 0 14 14" className={`kind ${look?.zone ?? "c"}`} aria-hidden="true"><path d={look?.path ?? "M2 2h10v10h-10z"} /></svg>
                  <text x={b.x + 30} y={b.y + 19} className="ssub">{b.node.kind}{b.node.presence === "REMOVED" ? ", removed" : ""}</text>
                  <text x={b.x + 10} y={b.y + 38} className="cnm">{clip(short(product, b.node.title), 27)}</text>
                </g>
                {(shown.more.get(b.key) ?? []).map((m) => <MoreButton key={m.direction} at={b} direction={m.direction} hidden={m.hidden} more={more} />)}
              </g>
            );
          })}
        </svg>
      </div>
      {selected && (
        <div className="pad lineagefacts">
          <p className="between"><span><b>{selected.node.title}</b> <span className="muted">{selected.node.kind}{isGone(selected.node) && `, ${goneWords(selected.node)}`}</span></span><span className="nowrap">{nodePage(product, selected.node) && <Link to={nodePage(product, selected.node) ?? ""}>open</Link>} {selected.key !== refKey(root) && <Link to={lineageAt(product, selected.node)}>its lineage</Link>}</span></p>
          <KeyValues pairs={[["Id", <code key="i">{selected.node.id}</code>], ...Object.entries(selected.node.facts).slice(0, 8).map(([k, v]): [string, string] => [k, pretty(v)])]} />
        </div>
      )}
      {hidden.length > 0 && <p className="pad small muted">Not drawn: {plural(hidden.reduce((sum, m) => sum + m.hidden, 0), "further link")}. The number beside a box brings them, {STEP} at a time.</p>}
    </>
  );
}

function MoreButton({ at, direction, hidden, more }: { at: Place; direction: "BACK" | "FORWARD"; hidden: number; more: (of: LineageRef, direction: "BACK" | "FORWARD") => void }) {
  const x = direction === "FORWARD" ? at.x + W + 2 : at.x - EDGE + 2;
  const ask = (): void => more(at.node, direction);
  return (
    <g className="node morelinks" role="button" tabIndex={0} aria-label={`${integer(hidden)} more that ${at.node.title} ${direction === "FORWARD" ? "led to" : "was made from"}`} onClick={ask} onKeyDown={(e) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); ask(); } }}>
      <rect x={x} y={at.y + H / 2 - 9} width={EDGE - 4} height="18" rx="9" />
      <text x={x + (EDGE - 4) / 2} y={at.y + H / 2 + 4} textAnchor="middle" className="ssub">+{hidden > 99 ? "99" : hidden}</text>
    </g>
  );
}

const domId = (key: string): string => `lineage-${key.replace(/[^\w-]/g, "_")}`;

/** The box that an arrow leads to: along a link, or up and down within a column. */
function neighbour(boxes: Place[], edges: { from: Place; to: Place }[], at: Place, key: string): Place | undefined {
  const nearest = (among: Place[]): Place | undefined => [...among].sort((a, b) => Math.abs(a.y - at.y) - Math.abs(b.y - at.y))[0];
  switch (key) {
    case "ArrowRight":
      return nearest(edges.filter((e) => e.from === at).map((e) => e.to));
    case "ArrowLeft":
      return nearest(edges.filter((e) => e.to === at).map((e) => e.from));
    case "ArrowDown":
      return nearest(boxes.filter((b) => b.x === at.x && b.y > at.y));
    case "ArrowUp":
      return nearest(boxes.filter((b) => b.x === at.x && b.y < at.y));
    default:
      return undefined;
  }
}
