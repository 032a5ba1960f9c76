import { useMemo, useState } from "react";
import { integer } from "../lib/format.ts";
import { diffLines } from "../lib/origin.ts";

const MOST = 400;

/** A unified diff: what came is marked by a plus, what went by a minus, and both by their ground. */
export function Diff({ text }: { text: string }) {
  const lines = useMemo(() => diffLines(text), [text]);
  const [all, showAll] = useState(false);
  const added = lines.filter((l) => l.kind === "add").length;
  const gone = lines.filter((l) => l.kind === "del").length;
  const shown = all ? lines : lines.slice(0, MOST);
  return (
    <div className="diff">
      <p className="pad small muted">{integer(added)} lines added, {integer(gone)} removed</p>
      <pre className="code sql" tabIndex={0} aria-label="Uncommitted changes">
        {shown.map((l, i) => <span key={i} className={`dl d-${l.kind}`}>{l.text || " "}{"\n"}</span>)}
      </pre>
      {shown.length < lines.length && <div className="pad"><button className="btn s" onClick={() => showAll(true)}>All {integer(lines.length)} lines</button></div>}
    </div>
  );
}
