import { memo, type KeyboardEvent, type MouseEvent, type ReactElement, type RefObject } from "react";
import type { Col } from "./table.tsx";

/** What can be done with a row. */
export interface Acts<T> {
  id: (row: T) => string;
  /** Moves to the row at an index. */
  go: (index: number) => void;
  /** Takes note of where one is. */
  at: (index: number) => void;
  open?: (row: T) => void;
  select?: (id: string) => void;
  current?: (row: T) => void;
}

interface Props<T> {
  /** Undefined where it is not read yet. */
  row: T | undefined;
  index: number;
  cols: Col<T>[];
  marked: boolean;
  picks: boolean;
  picked: boolean | undefined;
  current: boolean;
  walked: boolean;
  /** Whether the keyboard reaches this row. */
  reached: boolean;
  acts: RefObject<Acts<T> | null>;
}

/** A row of the table; drawn again only where something of it changed. */
export const Row = memo(Line) as typeof Line;

function Line<T>({ row, index, cols, marked, picks, picked, current, walked, reached, acts }: Props<T>): ReactElement {
  const walk = walked ? {
    tabIndex: reached ? 0 : -1,
    onFocus: () => acts.current?.at(index),
    onKeyDown: (e: KeyboardEvent<HTMLTableRowElement>) => {
      if (e.target !== e.currentTarget || (e.key !== "ArrowDown" && e.key !== "ArrowUp")) return;
      e.preventDefault();
      acts.current?.go(index + (e.key === "ArrowDown" ? 1 : -1));
    },
  } : {};
  if (row === undefined) {
    return (
      <tr role="row" className={`unread${marked ? " sel" : ""}`} aria-rowindex={index + 2} aria-busy="true" {...walk}>
        <td role="cell" colSpan={cols.length + (picks ? 1 : 0)}><i className={`w${(index * 7) % 5}`} /></td>
      </tr>
    );
  }
  const key = acts.current?.id(row) ?? "";
  const click = (e: MouseEvent) => {
    if ((e.target as Element).closest("a,button,input")) return;
    acts.current?.at(index);
    acts.current?.current?.(row);
  };
  return (
    <tr role="row" className={marked ? "sel" : ""} aria-rowindex={index + 2} aria-selected={picked} aria-current={current || undefined} {...walk} onClick={click} onDoubleClick={() => acts.current?.open?.(row)}>
      {picks && <td role="cell" className="pick"><input type="checkbox" aria-label={`Select ${key}`} checked={picked ?? false} onChange={() => acts.current?.select?.(key)} /></td>}
      {cols.map((c) => <td key={c.key} role="cell" className={c.num ? "num" : undefined}>{c.cell(row)}</td>)}
    </tr>
  );
}
