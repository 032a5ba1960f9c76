import { useState } from "react";
import type { SearchKind } from "../lib/search.ts";
import { Popup } from "./runtools.tsx";

interface Props {
  kind: SearchKind;
  cols: string[];
  usual: boolean;
  /** Names that things of a group have, as far as they are known. */
  known: string[];
  choose: (cols: string[] | null) => void;
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Which columns of a kind are shown; of a group any name can be added. */
export function KindColumns({ kind, cols, usual, known, choose, open, setOpen }: Props) {
  const [sought, seek] = useState("");
  const groups = kind.columns.filter((c) => c.name.endsWith(".*")).map((c) => c.name.slice(0, -1));
  const plain = kind.columns.filter((c) => !c.name.endsWith(".*"));
  const hints = new Map(plain.map((c) => [c.name, c.about]));
  const all = [...new Set([...plain.map((c) => c.name), ...cols, ...known])];
  const fitting = all.filter((name) => name.toLowerCase().includes(sought.toLowerCase())).slice(0, 200);
  const fresh = sought.trim();
  const addable = groups.some((g) => fresh.startsWith(g) && fresh.length > g.length) && !all.includes(fresh);
  const toggle = (name: string) => choose(cols.includes(name) ? cols.filter((c) => c !== name) : [...cols, name]);
  return (
    <Popup label="Columns" text="Columns" open={open} setOpen={setOpen}>
      <header><h2>Columns</h2><span className="right">{cols.length} shown</span></header>
      <div className="pad">
        <form onSubmit={(e) => { e.preventDefault(); if (addable) { toggle(fresh); seek(""); } }}>
          <label className="field"><input autoFocus aria-label="Filter columns, or name one" placeholder={groups.length > 0 ? `Filter, or name one: ${groups[0]}…` : "Filter columns"} value={sought} onChange={(e) => seek(e.target.value)} /></label>
        </form>
        <ul className="collist">
          {addable && <li><button className="linkish" onClick={() => { toggle(fresh); seek(""); }}>Show <code>{fresh}</code></button></li>}
          {fitting.map((name) => (
            <li key={name}><label title={hints.get(name)}><input type="checkbox" checked={cols.includes(name)} disabled={cols.length === 1 && cols.includes(name)} onChange={() => toggle(name)} /><code>{name}</code></label></li>
          ))}
        </ul>
        <div className="line small gaptop"><button className="linkish end" disabled={usual} onClick={() => choose(null)}>Reset</button></div>
      </div>
    </Popup>
  );
}
