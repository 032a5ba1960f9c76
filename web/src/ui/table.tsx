import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactNode } from "react";
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
  end?: () => void;
  /** Fills its parent and scrolls by itself, with only the rows in sight in the document. */
  tall?: boolean;
}

const ROW = 26;

/** The dense table: j and k move, Enter opens, x selects, heads sort. */
export function Table<T>({ rows, cols, id, to, label, sorted, selected, onSelect, current, onCurrent, end, tall = false }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState(sorted ?? null);
  const [at, setAt] = useState(-1);
  const by = sort ? cols.find((c) => c.key === sort.key)?.sort : undefined;
  const shown = by && sort ? [...rows].sort((a, b) => compare(by(a), by(b), sort.up)) : rows;
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => box.current, estimateSize: () => ROW, overscan: 20, enabled: tall });
  const items = tall ? virtual.getVirtualItems() : null;
  const lastSeen = items?.at(-1)?.index ?? -1;

  useEffect(() => {
    if (end && tall && lastSeen >= shown.length - 10) end();
  }, [end, lastSeen, shown.length, tall]);

  const move = (by: number) => {
    const from = current ? shown.findIndex((r) => id(r) === current) : at;
    const next = Math.max(0, Math.min(shown.length - 1, from + by));
    setAt(next);
    if (tall) virtual.scrollToIndex(next);
    else box.current?.querySelectorAll("tbody tr")[next]?.scrollIntoView({ block: "nearest" });
    const row = shown[next];
    if (row && onCurrent) onCurrent(row);
  };
  useKeys(
    shown.length === 0
      ? []
      : [
          { keys: "J/K", label: "move", run: (e) => move(e.key.toLowerCase() === "j" ? 1 : -1) },
          ...(to ? [{ keys: "Enter", label: "open", run: () => { const row = shown[at]; if (row) navigate(to(row)); } }] : []),
          ...(onSelect ? [{ keys: "X", label: "select", run: () => { const row = shown[at]; if (row) onSelect(id(row)); } }] : []),
        ],
  );

  const line = (row: T, index: number) => {
    const key = id(row);
    const marked = selected?.has(key) || current === key || (!current && index === at);
    return (
      <tr
        key={key}
        className={marked ? "sel" : ""}
        aria-selected={selected ? selected.has(key) : undefined}
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
        {cols.map((c) => <td key={c.key} className={c.num ? "num" : ""}>{c.cell(row)}</td>)}
      </tr>
    );
  };

  const first = items?.[0];
  const last = items?.at(-1);
  return (
    <div ref={box} className={tall ? "tablebox tall" : "tablebox"} tabIndex={tall ? 0 : undefined} role={tall ? "region" : undefined} aria-label={tall ? label : undefined}>
      <table aria-label={label} aria-rowcount={shown.length + 1}>
        <thead>
          <tr>
            {onSelect && <th className="pick" aria-label="Select" />}
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
              {first && first.start > 0 && <tr className="spacer"><td style={{ height: first.start }} /></tr>}
              {items.map((item) => { const row = shown[item.index]; return row === undefined ? null : line(row, item.index); })}
              {last && virtual.getTotalSize() > last.end && <tr className="spacer"><td style={{ height: virtual.getTotalSize() - last.end }} /></tr>}
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
