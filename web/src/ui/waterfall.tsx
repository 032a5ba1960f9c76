import { useVirtualizer } from "@tanstack/react-virtual";
import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { integer, length } from "../lib/format.ts";
import { unfolded, type Row } from "../lib/llm.ts";
import { Icon } from "./icons.tsx";

const HEIGHT = 26;

interface Props {
  rows: Row[];
  current: string | null;
  onCurrent: (id: string) => void;
}

/** A span's type as a colour of its own, always with its word. */
const TONES: Record<string, string> = { LLM: "c1", CHAT_MODEL: "c1", RETRIEVER: "c3", TOOL: "c2", EMBEDDING: "c5", RERANKER: "c5", AGENT: "c4", CHAIN: "c6" };
export const toneOf = (type: string): string => TONES[type.toUpperCase()] ?? "c6";

/** Spans as a tree along time: only those in sight are in the document. Arrows walk, ← and → fold. */
export function Waterfall({ rows, current, onCurrent }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => unfolded(rows, folded), [rows, folded]);
  const begin = rows.reduce((a, r) => Math.min(a, r.span.from), Infinity);
  const end = rows.reduce((a, r) => Math.max(a, r.span.to ?? r.span.from), -Infinity);
  const whole = Math.max(0.001, end - begin);
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => box.current, estimateSize: () => HEIGHT, overscan: 16 });
  const here = Math.max(0, shown.findIndex((r) => r.span.id === current));
  const go = (index: number) => {
    const row = shown[Math.max(0, Math.min(shown.length - 1, index))];
    if (!row) return;
    onCurrent(row.span.id);
    virtual.scrollToIndex(shown.indexOf(row));
  };
  const fold = (id: string, shut: boolean) => setFolded((was) => {
    const now = new Set(was);
    if (shut) now.add(id);
    else now.delete(id);
    return now;
  });
  const keys = (e: KeyboardEvent) => {
    const row = shown[here];
    if (!row) return;
    const shut = folded.has(row.span.id);
    const parent = () => go(shown.findLastIndex((r, i) => i < here && r.depth < row.depth));
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(here + 1), ArrowUp: () => go(here - 1), Home: () => go(0), End: () => go(shown.length - 1), PageDown: () => go(here + 15), PageUp: () => go(here - 15),
      ArrowLeft: () => (row.below > 0 && !shut ? fold(row.span.id, true) : row.depth > 0 ? parent() : undefined),
      ArrowRight: () => (shut ? fold(row.span.id, false) : row.below > 0 ? go(here + 1) : undefined),
    };
    const move = moves[e.key];
    if (!move) return;
    e.preventDefault();
    move();
  };
  return (
    <div className="waterfall">
      <div className="wfhead"><span>Span</span><span className="wfaxis"><i>0</i><i>{length(whole / 4000)}</i><i>{length(whole / 2000)}</i><i>{length((whole * 3) / 4000)}</i><i>{length(whole / 1000)}</i></span><span className="num">Took</span><span className="num">Tokens</span></div>
      <div ref={box} className="wfbox" style={{ height: `min(${Math.max(3, shown.length) * HEIGHT + 2}px, 62vh)` }} role="tree" tabIndex={0} aria-label={`${integer(rows.length)} spans`} aria-activedescendant={`span-${here}`} onKeyDown={keys}>
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map((item) => {
            const row = shown[item.index];
            if (!row) return null;
            const { span, depth, below } = row;
            const left = ((span.from - begin) / whole) * 100;
            const width = (((span.to ?? end) - span.from) / whole) * 100;
            const shut = folded.has(span.id);
            return (
              <div key={span.id} id={`span-${item.index}`} role="treeitem" aria-level={depth + 1} aria-selected={span.id === current} aria-expanded={below > 0 ? !shut : undefined} className={`wfrow${span.id === current ? " on" : ""}`} style={{ transform: `translateY(${item.start}px)` }} onClick={() => onCurrent(span.id)}>
                <span className="wfname" style={{ paddingLeft: 8 + Math.min(depth, 24) * 14 }}>
                  {below > 0 ? <button className="fold" tabIndex={-1} aria-label={shut ? `Unfold ${span.name}` : `Fold ${span.name}`} onClick={(e) => { e.stopPropagation(); fold(span.id, !shut); }}>{shut ? "▸" : "▾"}</button> : <i className="fold" />}
                  {span.status === "ERROR" ? <Icon name="fail" label="failed" /> : span.to === null ? <Icon name="run" label="running" /> : null}
                  <b className="clip">{span.name}</b>
                  {span.type && <span className={`spantype ${toneOf(span.type)}`}>{span.type.toLowerCase().replace(/_/g, " ")}</span>}
                  {shut && <span className="micro faint">{integer(below)} below</span>}
                </span>
                <span className="wfbar"><i className={`${toneOf(span.type)}${span.status === "ERROR" ? " failed" : ""}${span.to === null ? " open" : ""}`} style={{ left: `${left}%`, width: `max(2px, ${width}%)` }} /></span>
                <span className="num">{span.to === null ? "–" : length((span.to - span.from) / 1000)}</span>
                <span className="num muted">{span.tokens ? integer(span.tokens.total) : ""}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
