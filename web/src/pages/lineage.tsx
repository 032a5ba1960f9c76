import { useState } from "react";
import { LOOKS, type Way } from "../lib/lineage.ts";
import { navigate, useParam } from "../lib/router.tsx";
import { Empty, PageHead, Panel, Segments } from "../ui/parts.tsx";
import { lineageAt, LineageView } from "../ui/lineage.tsx";

const WAYS: [Way, string][] = [["back", "Made from"], ["both", "Both"], ["forward", "Led to"]];

/** The lineage of anything, by its kind and id. */
export default function LineagePage({ product }: { product: string }) {
  const [kind] = useParam("kind");
  const [id] = useParam("id");
  const [direction, setDirection] = useParam("direction");
  const way: Way = direction === "back" || direction === "forward" ? direction : "both";
  return (
    <>
      <PageHead title="Lineage" sub={kind && id ? <>Of the {kind} <code>{id}</code>: from what it was made on the left to what it led to on the right.</> : "What anything was made from, and all that it led to: from a source or a commit to predictions, and back."}>
        <Asking key={`${kind ?? ""} ${id ?? ""}`} product={product} kind={kind ?? "commit"} id={id ?? ""} />
      </PageHead>
      {kind && id ? (
        <Panel title="Graph" right={<Segments label="Direction" value={way} options={WAYS} onChange={(w) => setDirection(w === "both" ? null : w)} />}>
          <LineageView product={product} kind={kind} id={id} way={way} />
        </Panel>
      ) : (
        <Empty title="Of what?">Name a kind and an id above, or come from a run, a model version or a prediction: each leads here. A commit may be given as <code>main</code>.</Empty>
      )}
    </>
  );
}

function Asking({ product, kind, id }: { product: string; kind: string; id: string }) {
  const [what, setWhat] = useState(kind);
  const [which, setWhich] = useState(id);
  return (
    <form className="line" onSubmit={(e) => { e.preventDefault(); if (which.trim()) navigate(lineageAt(product, { kind: what, id: which.trim() })); }}>
      <label className="field"><select aria-label="Kind" value={what} onChange={(e) => setWhat(e.target.value)}>{Object.keys(LOOKS).map((k) => <option key={k}>{k}</option>)}</select></label>
      <label className="field"><input className="mono" aria-label="Id" placeholder="id" value={which} onChange={(e) => setWhich(e.target.value)} /></label>
      <button className="btn" disabled={!which.trim()}>Show</button>
    </form>
  );
}
