import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useKeys } from "../lib/keys.ts";
import { navigate } from "../lib/router.tsx";
import { ROW, scrollTo, useDrawn, useWidths } from "./rowsinsight.ts";
import { Row, type Acts } from "./tablerow.tsx";

export interface Col<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  num?: boolean;
  width?: string;
  sort?: (row: T) => number | string | null | undefined;
}

interface Props<T> {
  /** What was read; an index without one is a row that is still to be read. */
  rows: (T | undefined)[];
  cols: Col<T>[];
  id: (row: T) => string;
  /** Where Enter and a double click lead. */
  to?: (row: T) => string;
  label: string;
  sorted?: { key: string; up: boolean };
  selected?: ReadonlySet<string>;
  onSelect?: (id: string) => void;
  current?: string | null;
  onCurrent?: (row: T) => void;
  /** More of the list can be read: called as the end of a tall table comes into sight. */
  end?: () => void;
  /** Any row can be read: called with those that are drawn, from and to, of a tall table. */
  drawn?: (from: number, to: number) => void;
  /** The server sorts: what is sorted by, and how to ask for something else. */
  order?: { key: string; up: boolean } | null;
  onOrder?: (order: { key: string; up: boolean }) => void;
  /** How many rows there are, read or not: the scroll bar tells the truth. */
  total?: number;
  /** Fills its parent and scrolls by itself, with only the rows in sight in the document. */
  tall?: boolean;
}

/** The dense table: j, k and arrows move from row to row, Home and End to the first and last of a tall one, Enter opens, x selects, heads sort. */
export function Table<T>({ rows, cols, id, to, label, sorted, selected, onSelect, current, onCurrent, end, drawn, order, onOrder, total, tall = false }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [own, setOwn] = useState(sorted ?? null);
  const sort = onOrder ? (order ?? null) : own;
  const setSort = onOrder ?? setOwn;
  const [at, setAt] = useState(-1);
  // Columns are made anew at each drawing and mean the same by their key: only rows and the wish sort again.
  const latest = useRef(cols);
  latest.current = cols;
  const shown = useMemo(() => {
    const by = sort && !onOrder ? latest.current.find((c) => c.key === sort.key)?.sort : undefined;
    const value = (row: T | undefined) => (row === undefined ? null : by?.(row));
    return by && sort ? [...rows].sort((a, b) => compare(value(a), value(b), sort.up)) : rows;
  }, [rows, sort, onOrder]);
  const count = Math.max(total ?? 0, shown.length);
  const [from, upTo] = useDrawn(box, count, tall);

  useEffect(() => {
    if (tall && upTo > 0) drawn?.(from, upTo);
    if (tall && upTo > 0 && upTo >= shown.length) end?.();
  }, [drawn, end, from, upTo, shown.length, tall]);

  const walked = to !== undefined || onSelect !== undefined || onCurrent !== undefined;
  const here = current ? shown.findIndex((r) => r !== undefined && id(r) === current) : at;
  const go = (index: number) => {
    const next = Math.max(0, Math.min((drawn ? count : shown.length) - 1, index));
    setAt(next);
    if (tall && box.current) scrollTo(box.current, next);
    const row = shown[next];
    if (row !== undefined) onCurrent?.(row);
    // A row that was out of sight is in the document only after the next drawing.
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const line = box.current?.querySelector<HTMLElement>(`tr[aria-rowindex="${next + 2}"]`);
      line?.focus({ preventScroll: tall });
      line?.scrollIntoView?.({ block: "nearest" });
    }));
  };
  // Of several tables on a page the one that has the focus is meant, else the first.
  const meant = () => (document.activeElement?.closest(".tablebox") ?? document.querySelector(".tablebox.walked")) === box.current;
  const chosen = (): T | undefined => shown[here];
  useKeys(
    shown.length === 0 || !walked
      ? []
      : [
          { keys: "J/K", label: "move", when: meant, run: (e) => go(here + (e.key.toLowerCase() === "j" ? 1 : -1)) },
          ...(tall ? [{ keys: "Home/End", label: "first, last", when: meant, run: (e: KeyboardEvent) => go(e.key === "Home" ? 0 : count - 1) }] : []),
          ...(to ? [{ keys: "Enter", label: "open", when: meant, run: () => { const row = chosen(); if (row !== undefined) navigate(to(row)); } }] : []),
          ...(onSelect ? [{ keys: "X", label: "select", when: meant, run: () => { const row = chosen(); if (row !== undefined) onSelect(id(row)); } }] : []),
        ],
  );

  // What rows do is the same object at each drawing, so that a row that stays is passed over.
  const acts = useRef<Acts<T>>(null);
  const done: Acts<T> = { id, go, at: setAt, ...(to ? { open: (row) => navigate(to(row)) } : {}), ...(onSelect ? { select: onSelect } : {}), ...(onCurrent ? { current: onCurrent } : {}) };
  acts.current = done;

  const line = (row: T | undefined, index: number) => {
    const key = row === undefined ? null : id(row);
    const picked = key !== null && (selected?.has(key) ?? false);
    return (
      <Row
        // Rows of a tall table keep their place and with it the focus, whatever comes to stand there.
        key={tall || key === null ? index : key}
        row={row}
        index={index}
        cols={cols}
        marked={picked || (key !== null && current === key) || (!current && index === at)}
        picks={onSelect !== undefined}
        picked={selected ? picked : undefined}
        current={key !== null && current === key}
        walked={walked}
        reached={index === Math.max(0, here)}
        acts={acts}
      />
    );
  };

  // Columns of a tall table keep their widths: else the browser measures all of it anew for each row that comes into sight.
  const widths = useWidths(box, tall && shown.length > 0, cols.map((c) => c.key).join("\n"));
  const spacer = (much: number) => much > 0 && <tr className="spacer" aria-hidden="true"><td style={{ height: much * ROW }} /></tr>;
  return (
    <div ref={box} className={`tablebox${tall ? " tall" : ""}${walked ? " walked" : ""}`} tabIndex={tall && !walked ? 0 : undefined} role={tall ? "region" : undefined} aria-label={tall ? label : undefined}>
      <table role="table" aria-label={label} aria-rowcount={count + 1} className={widths ? "kept" : undefined} style={widths ?? undefined}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex={1}>
            {onSelect && <th role="columnheader" className="pick"><span className="sr">Select</span></th>}
            {cols.map((c) => {
              const active = sort?.key === c.key;
              return (
                <th key={c.key} role="columnheader" className={c.num ? "num" : ""} style={c.width ? { width: c.width } : undefined} aria-sort={active ? (sort.up ? "ascending" : "descending") : undefined}>
                  {c.sort ? (
                    <button className="sort" onClick={() => setSort({ key: c.key, up: active ? !sort.up : !c.num })}>
                      {c.head}{active ? (sort.up ? " ↑" : " ↓") : ""}
                    </button>
                  ) : c.head}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {tall ? (
            <>
              {spacer(from)}
              {Array.from({ length: upTo - from }, (_, i) => line(shown[from + i], from + i))}
              {spacer(count - upTo)}
            </>
          ) : shown.map(line)}
        </tbody>
      </table>
    </div>
  );
}

export function compare(a: number | string | null | undefined, b: number | string | null | undefined, up: boolean): number {
  // What is not known goes last, whichever way.
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return up ? order : -order;
}
