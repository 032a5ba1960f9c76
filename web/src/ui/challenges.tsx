import { useMemo } from "react";
import { day, duel, fixed, integer, signed } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Challenge } from "../lib/types.ts";
import { State } from "./icons.tsx";
import { Table } from "./table.tsx";
import { TriggerWord } from "./trigger.tsx";

export function ChallengeTable({ product, challenges }: { product: string; challenges: Challenge[] }) {
  const newestFirst = useMemo(() => [...challenges].reverse(), [challenges]);
  return (
    <Table
      label="Challenges"
      rows={newestFirst}
      id={(c) => c.id}
      to={(c) => page(product, "challenges", c.id)}
      cols={[
        { key: "state", head: "Decision", width: "110px", cell: (c) => <State state={c.state} />, sort: (c) => c.state },
        { key: "who", head: "Challenge", cell: (c) => <Link to={page(product, "challenges", c.id)} className="strong">{duel(c)}</Link> },
        { key: "trigger", head: "Because of", cell: (c) => <TriggerWord product={product} trigger={c.trigger} /> },
        { key: "diff", head: "Gain in AUC", num: true, cell: (c) => (c.evidence ? <b>{signed(c.evidence.difference)}</b> : "–"), sort: (c) => c.evidence?.difference },
        { key: "se", head: "± 95 %", num: true, cell: (c) => (c.evidence ? fixed(1.96 * c.evidence.standardError, 4) : "–") },
        { key: "rows", head: "Labels", num: true, cell: (c) => integer(c.evidence?.rows), sort: (c) => c.evidence?.rows },
        { key: "started", head: "Started", cell: (c) => day(c.startedAt), sort: (c) => c.startedAt },
        { key: "decided", head: "Decided", cell: (c) => (c.decidedAt ? day(c.decidedAt) : <span className="muted">by {day(c.deadline)}</span>), sort: (c) => c.decidedAt },
        { key: "reason", head: "Reason", cell: (c) => <span className="muted" title={c.reason}>{c.reason}</span> },
      ]}
    />
  );
}
