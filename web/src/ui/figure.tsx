import { useSyncExternalStore, type ReactNode } from "react";
import { useKeys } from "../lib/keys.ts";

/** The numbers behind a drawing. */
export interface Numbers {
  heads: string[];
  rows: ReactNode[][];
}

let asTables = false;
const listeners = new Set<() => void>();

function toggle(): void {
  asTables = !asTables;
  for (const listener of listeners) listener();
}

/** Whether charts are shown as their numbers: one switch for all of a page. */
export const useAsTables = (): boolean =>
  useSyncExternalStore((l) => {
    listeners.add(l);
    return () => listeners.delete(l);
  }, () => asTables);

/** A drawing, or behind the key T the numbers that it draws. */
export function Figure({ label, table, children }: { label: string; table: Numbers; children: ReactNode }) {
  const shown = useAsTables();
  useKeys([{ keys: "T", label: "charts as tables", run: toggle }]);
  if (!shown) return <>{children}</>;
  return (
    <div className="charttable" tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead><tr>{table.heads.map((h, i) => <th key={`${i} ${h}`} className={i ? "num" : ""}>{h}</th>)}</tr></thead>
        <tbody>{table.rows.map((row, i) => <tr key={i}>{row.map((cell, j) => <td key={j} className={j ? "num" : ""}>{cell}</td>)}</tr>)}</tbody>
      </table>
    </div>
  );
}
