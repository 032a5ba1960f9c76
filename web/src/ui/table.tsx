import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useKeys } from "../lib/keys.ts";
import { navigate } from "../lib/router.tsx";

export interface Col<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  num?: boolean;
  width?: string;
  sort?: (row: T) => number | string | null | undefined;
}

interface Props<T> {
  rows: T[];
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
  /** More of the list can be read: called as the end of a tall table comes into sight, with how many rows in sight are not read. */
  end?: (missing: number) => void;
  /** The server sorts: what is sorted by, and how to ask for something else. */
  order?: { key: string; up: boolean } | null;
  onOrder?: (order: { key: string; up: boolean }) => void;
  /** How many rows there are, read or not: the scroll bar tells the truth. */
  total?: number;
  /** Fills its parent and scrolls by itself, with only the rows in sight in the document. */
  tall?: boolean;
}

const ROW = 26;
const MOST_DRAWN = 1000;
const SETTLED_MS = 600;

/** The dense table: j, k and arrows move from row to row, Enter opens, x selects, heads sort. */
export function Table<T>({ rows, cols, id, to, label, sorted, selected, onSelect, current, onCurrent, end, order, onOrder, total, tall = false }: Props<T>) {
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
    return by && sort ? [...rows].sort((a, b) => compare(by(a), by(b), sort.up)) : rows;
  }, [rows, sort, onOrder]);
  const count = Math.max(total ?? 0, shown.length);
  const virtual = useVirtualizer({ count, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 12, enabled: tall, useFlushSync: false });
  const items = tall ? virtual.getVirtualItems() : null;
  const lastSeen = items?.at(-1)?.index ?? -1;

  useEffect(() => {
    if (end && tall && lastSeen >= shown.length - 10) end(Math.max(0, lastSeen + 1 - shown.length));
  }, [end, lastSeen, shown.length, tall]);

  const walked = to !== undefined || onSelect !== undefined || onCurrent !== undefined;
  const here = current ? shown.findIndex((r) => id(r) === current) : at;
  const move = (by: number) => {
    const next = Math.max(0, Math.min(shown.length - 1, here + by));
    setAt(next);
    if (tall) virtual.scrollToIndex(next);
    const row = shown[next];
    if (row && onCurrent) onCurrent(row);
    // A virtual row is in the document only after the next drawing.
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
          { keys: "J/K", label: "move", when: meant, run: (e) => move(e.key.toLowerCase() === "j" ? 1 : -1) },
          ...(to ? [{ keys: "Enter", label: "open", when: meant, run: () => { const row = chosen(); if (row) navigate(to(row)); } }] : []),
          ...(onSelect ? [{ keys: "X", label: "select", when: meant, run: () => { const row = chosen(); if (row) onSelect(id(row)); } }] : []),
        ],
  );

  // While one scrolls, rows that stay are not drawn again: React passes over elements that are the same.
  const drawn = useRef({ cols, cells: new Map<T, ReactNode>() });
  if (drawn.current.cols !== cols || drawn.current.cells.size > MOST_DRAWN) drawn.current = { cols, cells: new Map() };
  const cellsOf = (row: T): ReactNode => {
    const held = drawn.current.cells.get(row);
    if (held !== undefined) return held;
    const cells = cols.map((c) => <td key={c.key} className={c.num ? "num" : ""}>{c.cell(row)}</td>);
    drawn.current.cells.set(row, cells);
    return cells;
  };

  const line = (row: T, index: number) => {
    const key = id(row);
    const marked = selected?.has(key) || current === key || (!current && index === at);
    return (
      <tr
        key={key}
        className={marked ? "sel" : ""}
        aria-rowindex={index + 2}
        aria-selected={selected ? selected.has(key) : undefined}
        aria-current={current === key || undefined}
        {...(walked
          ? {
              tabIndex: index === Math.max(0, here) ? 0 : -1,
              onFocus: () => setAt(index),
              onKeyDown: (e: KeyboardEvent<HTMLTableRowElement>) => {
                if (e.target !== e.currentTarget || (e.key !== "ArrowDown" && e.key !== "ArrowUp")) return;
                e.preventDefault();
                move(e.key === "ArrowDown" ? 1 : -1);
              },
            }
          : {})}
        onClick={(e) => {
          if ((e.target as Element).closest("a,button,input")) return;
          setAt(index);
          onCurrent?.(row);
        }}
        onDoubleClick={() => to && navigate(to(row))}
      >
        {onSelect && (
          <td className="pick"><input type="checkbox" aria-label={`Select ${key}`} checked={selected?.has(key) ?? false} onChange={() => onSelect(key)} /></td>
        )}
        {cellsOf(row)}
      </tr>
    );
  };

  const unread = (index: number) => (
    <tr key={`unread ${index}`} className="unread" aria-rowindex={index + 2} aria-busy="true">
      <td colSpan={cols.length + (onSelect ? 1 : 0)}><i className={`w${(index * 7) % 5}`} /></td>
    </tr>
  );

  // Columns of a tall table keep their widths: else the browser measures all of it anew for each row that comes into sight.
  const widths = useWidths(box, tall && shown.length > 0, cols.map((c) => c.key).join("\n"));

  const first = items?.[0];
  const last = items?.at(-1);
  return (
    <div ref={box} className={`tablebox${tall ? " tall" : ""}${walked ? " walked" : ""}`} tabIndex={tall && !walked ? 0 : undefined} role={tall ? "region" : undefined} aria-label={tall ? label : undefined}>
      <table aria-label={label} aria-rowcount={count + 1} className={widths ? "kept" : undefined}>
        {widths && <colgroup>{widths.map((w, i) => <col key={i} style={{ width: w }} />)}</colgroup>}
        <thead>
          <tr aria-rowindex={1}>
            {onSelect && <th className="pick"><span className="sr">Select</span></th>}
            {cols.map((c) => {
              const active = sort?.key === c.key;
              return (
                <th key={c.key} className={c.num ? "num" : ""} style={c.width ? { width: c.width } : undefined} aria-sort={active ? (sort.up ? "ascending" : "descending") : undefined}>
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
        <tbody>
          {items ? (
            <>
              {first && first.start > 0 && <tr className="spacer" aria-hidden="true"><td style={{ height: first.start }} /></tr>}
              {items.map((item) => { const row = shown[item.index]; return row === undefined ? unread(item.index) : line(row, item.index); })}
              {last && virtual.getTotalSize() > last.end && <tr className="spacer" aria-hidden="true"><td style={{ height: virtual.getTotalSize() - last.end }} /></tr>}
            </>
          ) : shown.map(line)}
        </tbody>
      </table>
    </div>
  );
}

/** The widths that the browser gave the columns of the first rows; measured again where the columns or the window change. */
function useWidths(box: RefObject<HTMLDivElement | null>, wanted: boolean, columns: string): number[] | null {
  const [kept, keep] = useState<{ columns: string; room: number; widths: number[] } | null>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const resized = () => setRoom(window.innerWidth);
    resized();
    window.addEventListener("resize", resized);
    return () => window.removeEventListener("resize", resized);
  }, []);
  const there = kept !== null && kept.columns === columns && kept.room === room;
  useEffect(() => {
    if (!wanted || there || room === 0) return undefined;
    // What rows hold comes with later answers: they are given a moment.
    const timer = setTimeout(() => {
      const heads = [...(box.current?.querySelectorAll<HTMLElement>("thead th") ?? [])].map((th) => th.getBoundingClientRect().width);
      if (heads.length > 0 && heads.every((w) => w > 0)) keep({ columns, room, widths: heads });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [box, wanted, there, columns, room]);
  return there && wanted ? kept.widths : null;
}

export function compare(a: number | string | null | undefined, b: number | string | null | undefined, up: boolean): number {
  // What is not known goes last, whichever way.
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : 1;
  if (b === null || b === undefined) return -1;
  const order = typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
  return up ? order : -order;
}
