import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asCsv, asJson, chosenRuns, each, saveText } from "../lib/chosen.ts";
import { plural } from "../lib/format.ts";
import type { Run } from "../lib/mlflow.ts";
import { Popup } from "./runtools.tsx";

interface Props {
  runs: Run[];
  /** Those that are gone are no longer chosen. */
  gone: (ids: string[]) => void;
  told: (what: Told) => void;
}

/** What was done, and how to undo it. */
export interface Told {
  text: string;
  failed: boolean;
  undo?: string[];
}

/** Tags, deletes and saves the chosen runs. */
export function ChosenRuns({ runs, gone, told }: Props) {
  const client = useQueryClient();
  const [open, setOpen] = useState<"tag" | "save" | null>(null);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState("");
  const [value, setValue] = useState("");
  const all = async (what: string, work: (id: string) => Promise<unknown>): Promise<string[]> => {
    setBusy(true);
    const ids = runs.map((r) => r.id);
    const { failed, why } = await each(ids, work);
    const done = ids.filter((id) => !failed.includes(id));
    told({ text: failed.length > 0 ? `${plural(failed.length, "run")} not ${what}: ${why}` : `${plural(done.length, "run")} ${what}.`, failed: failed.length > 0, ...(what === "deleted" && done.length > 0 ? { undo: done } : {}) });
    setBusy(false);
    void client.invalidateQueries();
    return done;
  };
  const name = `runs-${new Date().toISOString().slice(0, 10)}`;
  return (
    <>
      <Popup label="Save the chosen runs" text="Save" open={open === "save"} setOpen={(o) => setOpen(o ? "save" : null)}>
        <div className="pad line"><button className="btn s" onClick={() => { saveText(asCsv(runs), `${name}.csv`, "text/csv"); setOpen(null); }}>CSV</button><button className="btn s" onClick={() => { saveText(asJson(runs), `${name}.json`, "application/json"); setOpen(null); }}>JSON</button><span className="small muted">{plural(runs.length, "run")} with all they logged</span></div>
      </Popup>
      <Popup label="Tag the chosen runs" text="Tag" open={open === "tag"} setOpen={(o) => setOpen(o ? "tag" : null)}>
        <form className="pad line" onSubmit={(e) => { e.preventDefault(); void all("tagged", chosenRuns.tag(key.trim(), value)).then(() => setOpen(null)); }}>
          <span className="field factname"><input autoFocus aria-label="Key of the tag" placeholder="key" value={key} onChange={(e) => setKey(e.target.value)} /></span>
          <span className="field grow"><input aria-label="Value of the tag" placeholder="value" value={value} onChange={(e) => setValue(e.target.value)} /></span>
          <button className="btn primary s" type="submit" disabled={busy || !key.trim()}>Set</button>
        </form>
      </Popup>
      <button className="btn danger s" disabled={busy} onClick={() => void all("deleted", chosenRuns.remove).then(gone)}>{busy ? "Working" : "Delete"}</button>
    </>
  );
}

/** What was done with the runs, and its undoing. */
export function DoneNote({ told, clear, tell }: { told: Told; clear: () => void; tell: (next: Told | null) => void }) {
  const client = useQueryClient();
  const restore = async () => {
    const ids = told.undo ?? [];
    const { failed, why } = await each(ids, chosenRuns.restore);
    tell({ text: failed.length > 0 ? `${plural(failed.length, "run")} not restored: ${why}` : `${plural(ids.length, "run")} restored.`, failed: failed.length > 0 });
    void client.invalidateQueries();
  };
  return <div className={`note donenote ${told.failed ? "fail" : ""}`} role="status"><div className="grow">{told.text}</div>{told.undo && <button className="btn s" onClick={() => void restore()}>Restore them</button>}<button className="btn quiet s" aria-label="Close" onClick={clear}>×</button></div>;
}
