import { useMemo } from "react";
import { clip } from "../lib/format.ts";
import { layout } from "../lib/dag.ts";
import { glyphOf, stateWord, type Glyph } from "./icons.tsx";

export interface GraphNode {
  id: string;
  title: string;
  lines: string[];
  needs: string[];
  /** Null for a node of a plan: it has no state. */
  state: string | null;
}

const W = 132;
const H = 60;
const GX = 30;
const GY = 22;
const TONE: Record<string, string> = { done: "s-done", run: "s-run", wait: "s-wait", fail: "s-fail", miss: "s-miss" };

/** Tasks as they need each other, with state and time. */
export function Graph({ nodes, selected, select, label }: { nodes: GraphNode[]; selected?: string | null; select?: (id: string) => void; label: string }) {
  const drawing = useMemo(() => layout(nodes), [nodes]);
  const width = drawing.layers * (W + GX) - GX + 16;
  const height = Math.max(1, drawing.rows) * (H + GY) - GY + 20;
  const at = new Map(drawing.nodes.map((n) => [n.id, { x: 8 + n.layer * (W + GX), y: height / 2 - H / 2 + n.row * (H + GY) }]));
  const stateOf = new Map(nodes.map((n) => [n.id, n.state]));
  return (
    <div className="graphbox">
      <svg viewBox={`0 0 ${width} ${height}`} className="graph" style={{ maxWidth: width * 1.15, minWidth: Math.min(width, 560) }} role="group" aria-label={label}>
        <g aria-hidden="true">
          {drawing.edges.map((e) => {
            const a = at.get(e.from);
            const b = at.get(e.to);
            if (!a || !b) return null;
            const x1 = a.x + W;
            const y1 = a.y + H / 2;
            const y2 = b.y + H / 2;
            const bend = Math.min(22, (b.x - x1) / 2);
            const live = glyphOf(stateOf.get(e.to) ?? "") === "run" && stateOf.get(e.to) === "RUNNING";
            return <path key={`${e.from} ${e.to}`} d={`M${x1} ${y1} C${x1 + bend} ${y1} ${b.x - bend} ${y2} ${b.x} ${y2}`} className={`edge${live ? " live" : ""}`} />;
          })}
        </g>
        {nodes.map((n) => {
          const p = at.get(n.id);
          if (!p) return null;
          const glyph: Glyph | null = n.state === null ? null : glyphOf(n.state);
          return (
            <g
              key={n.id}
              className={`node${selected === n.id ? " on" : ""}${glyph === "run" ? " run" : ""}${glyph === "fail" ? " fail" : ""}${glyph === "miss" ? " miss" : ""}`}
              {...(select ? { role: "button", tabIndex: 0, "aria-pressed": selected === n.id, onClick: () => select(n.id), onKeyDown: (e: React.KeyboardEvent) => { if (e.key === "Enter" || e.key === " ") { e.preventDefault(); select(n.id); } } } : {})}
              aria-label={`${n.title}${n.state ? `, ${stateWord(n.state)}` : ""}${n.lines.length ? `, ${n.lines.join(", ")}` : ""}`}
            >
              <title>{n.title}</title>
              <rect x={p.x} y={p.y} width={W} height={H} rx="5" />
              {glyph && <svg x={p.x + 9} y={p.y + 9} width="14" height="14" className={TONE[glyph]}><use href={`#i-${glyph}`} className={glyph === "run" ? "spin" : ""} /></svg>}
              <text x={p.x + (glyph ? 28 : 10)} y={p.y + 20} className="cnm">{clip(n.title, glyph ? 15 : 18)}</text>
              {n.lines.slice(0, 2).map((line, i) => <text key={i} x={p.x + 10} y={p.y + 36 + i * 14} className="ssub">{clip(line, 22)}</text>)}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
