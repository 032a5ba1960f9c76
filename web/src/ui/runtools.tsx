import { useEffect, useRef, useState, type ReactNode } from "react";
import { integer } from "../lib/format.ts";
import type { LoggedKey } from "../lib/mlflow.ts";
import { navigate } from "../lib/router.tsx";
import { colOf, useNamedViews, type RunView } from "../lib/runview.ts";

/** A button with what it opens below it; closes by Escape and by what is clicked elsewhere. */
export function Popup({ label, text, open, setOpen, children }: { label: string; text: ReactNode; open: boolean; setOpen: (open: boolean) => void; children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const down = (e: PointerEvent) => {
      if (!box.current?.contains(e.target as Node)) setOpen(false);
    };
    window.addEventListener("pointerdown", down);
    return () => window.removeEventListener("pointerdown", down);
  }, [open, setOpen]);
  return (
    <div className="popup" ref={box} onKeyDown={(e) => { if (e.key === "Escape") { e.stopPropagation(); setOpen(false); } }}>
      <button className={`btn${open ? " on" : ""}`} aria-expanded={open} onClick={() => setOpen(!open)}>{text}</button>
      {open && <section className="panel floating" role="dialog" aria-label={label}>{children}</section>}
    </div>
  );
}

const OWN: [string, string][] = [["name", "name"], ["experiment", "experiment"], ["start", "started"], ["end", "ended"], ["took", "duration"], ["commit", "code commit"], ["user", "started by"]];
const MOST_LISTED = 200;

interface ColumnsProps {
  keys: LoggedKey[];
  cols: string[];
  usual: boolean;
  choose: (cols: string[] | null) => void;
  open: boolean;
  setOpen: (open: boolean) => void;
}

/** Which columns: of the run itself and of all that runs logged. */
export function Columns({ keys, cols, usual, choose, open, setOpen }: ColumnsProps) {
  const [sought, seek] = useState("");
  const all: { col: string; name: string; hint: string }[] = [
    ...OWN.map(([col, name]) => ({ col, name, hint: "" })),
    ...keys.map((k) => ({ col: colOf(k), name: `${k.group.toLowerCase()}.${k.key}`, hint: integer(k.runs) })),
  ];
  const fitting = all.filter((c) => c.name.toLowerCase().includes(sought.toLowerCase()));
  const on = new Set(cols);
  const differing = () => choose([...OWN.map(([c]) => c).filter((c) => on.has(c)), ...keys.filter((k) => (k.group === "METRICS" ? on.has(colOf(k)) : k.group === "PARAMS" && k.values > 1)).map(colOf)]);
  return (
    <Popup label="Columns" text="Columns" open={open} setOpen={setOpen}>
      <header><h2>Columns</h2><span className="right">{cols.length} of {integer(all.length)}</span></header>
      <div className="pad">
        <label className="field"><input autoFocus aria-label="Filter columns" placeholder="Filter columns" value={sought} onChange={(e) => seek(e.target.value)} /></label>
        <ul className="collist">
          {fitting.slice(0, MOST_LISTED).map((c) => (
            <li key={c.col}><label><input type="checkbox" checked={on.has(c.col)} onChange={() => choose(on.has(c.col) ? cols.filter((x) => x !== c.col) : [...cols, c.col])} /><code>{c.name}</code><span className="micro faint end">{c.hint}</span></label></li>
          ))}
          {fitting.length > MOST_LISTED && <li className="small muted">and {integer(fitting.length - MOST_LISTED)} more: filter them</li>}
        </ul>
        <div className="line small gaptop"><button className="linkish" onClick={differing}>Only settings that differ</button><button className="linkish end" disabled={usual} onClick={() => choose(null)}>Reset</button></div>
      </div>
    </Popup>
  );
}

/** Views that were kept under a name; the address holds the one that is shown. */
export function Views({ product, view, open, setOpen }: { product: string; view: RunView; open: boolean; setOpen: (open: boolean) => void }) {
  const { views, save, remove } = useNamedViews(product);
  const [name, setName] = useState("");
  return (
    <Popup label="Views" text="Views" open={open} setOpen={setOpen}>
      <header><h2>Views</h2><span className="right">kept in this browser</span></header>
      <div className="pad">
        {views.length === 0 && <p className="small muted">A view is a query, an order and columns. Name the one that is shown to come back to it; its address works for others too.</p>}
        <ul className="collist">
          {views.map((v) => (
            <li key={v.name} className="line">
              <button className="linkish" onClick={() => { navigate(`${window.location.pathname}${v.search ? `?${v.search}` : ""}`); setOpen(false); }}>{v.name}</button>
              <button className="linkish end small" aria-label={`Forget the view ${v.name}`} onClick={() => remove(v.name)}>×</button>
            </li>
          ))}
        </ul>
        <form className="line gaptop" onSubmit={(e) => { e.preventDefault(); if (name.trim()) { save(name.trim(), view); setName(""); } }}>
          <label className="field grow"><input aria-label="Name of this view" placeholder="Name of this view" value={name} onChange={(e) => setName(e.target.value)} /></label>
          <button className="btn s" type="submit">Keep</button>
        </form>
      </div>
    </Popup>
  );
}
