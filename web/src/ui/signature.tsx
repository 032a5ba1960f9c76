import { useState } from "react";
import { clip, plural } from "../lib/format.ts";
import type { Field } from "../lib/registry.ts";
import { Empty, Panel } from "./parts.tsx";

const MOST = 24;
const NAMES = { in: "in", out: "out", param: "parameter" } as const;

/** What a model takes and gives, column by column. */
export function SignatureTable({ fields }: { fields: Field[] | null }) {
  const [all, setAll] = useState(false);
  const ins = fields?.filter((f) => f.of === "in").length ?? 0;
  const outs = fields?.filter((f) => f.of === "out").length ?? 0;
  const shown = all ? (fields ?? []) : (fields ?? []).slice(0, MOST);
  return (
    <Panel title="Signature" right={fields ? `${ins} in, ${outs} out` : ""}>
      {fields ? (
        <>
          <div className="tablebox"><table aria-label="Signature">
            <thead><tr><th>Of</th><th>Column</th><th>Type</th><th>Takes</th></tr></thead>
            <tbody>{shown.map((f) => <tr key={`${f.of} ${f.name}`}><td className="muted">{NAMES[f.of]}</td><td><code>{f.name}</code></td><td><code className="muted">{f.type}</code></td><td className="muted small clip" title={f.hint}>{clip(f.hint, 70)}</td></tr>)}</tbody>
          </table></div>
          {fields.length > shown.length && <div className="pad"><button className="btn s" onClick={() => setAll(true)}>All {plural(fields.length, "column")}</button></div>}
        </>
      ) : <Empty title="No signature" command="mlflow.models.infer_signature(X, model.predict(X))">The version was registered without one: nobody knows what it takes.</Empty>}
    </Panel>
  );
}
