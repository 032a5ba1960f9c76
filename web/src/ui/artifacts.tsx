import { useState } from "react";
import { useGet } from "../lib/api.ts";
import { artifactPath } from "../lib/baseline.ts";
import { bytes } from "../lib/format.ts";
import { ML, type Run } from "../lib/mlflow.ts";
import { useParam } from "../lib/router.tsx";
import type { MlFile } from "../lib/types.ts";
import { Empty, Failure, Loading, Panel, Save } from "./parts.tsx";
import { Preview } from "./preview.tsx";

/** What the run logged as files: folders unfold, files are looked at beside them, all can be saved. */
export function Artifacts({ run }: { run: Run }) {
  const [shown, show] = useParam("file");
  const pathOf = (file: string): string => artifactPath({ experiment_id: run.experiment, run_id: run.id }, file);
  return (
    <Panel title="Artifacts" right={shown ? <><code className="clip">{shown}</code><Save className="btn quiet s" path={pathOf(shown)} name={shown.split("/").at(-1) ?? shown}>Save</Save><button className="btn quiet s" onClick={() => show(null)}>Close</button></> : "choose one to look at it"}>
      <div className={shown ? "artifacts open" : "artifacts"}>
        <div className="filetree"><Folder run={run.id} path="" pathOf={pathOf} shown={shown} show={show} /></div>
        {shown && <div className="filepreview"><Preview key={shown} path={pathOf(shown)} name={shown} /></div>}
      </div>
    </Panel>
  );
}

interface FolderProps {
  run: string;
  path: string;
  pathOf: (file: string) => string;
  shown: string | null;
  show: (file: string | null) => void;
}

function Folder({ run, path, pathOf, shown, show }: FolderProps) {
  const asked = useGet<{ files?: MlFile[] }>(`${ML}/artifacts/list?run_id=${encodeURIComponent(run)}${path ? `&path=${encodeURIComponent(path)}` : ""}`);
  // The folders of the file that an address names are open from the start.
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(shown ? shown.split("/").map((_, i, all) => all.slice(0, i + 1).join("/")) : []));
  if (asked.error && !asked.data) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (asked.isPending) return <Loading lines={2} />;
  const files = asked.data?.files ?? [];
  if (files.length === 0) return path === "" ? <Empty title="No artifacts">Models, plots and files that the run logs are kept here.</Empty> : <p className="pad small muted">empty</p>;
  return (
    <ul className="files">
      {files.map((f) => {
        const name = f.path.split("/").at(-1) ?? f.path;
        const unfolded = f.is_dir && open.has(f.path);
        return (
          <li key={f.path}>
            {f.is_dir ? (
              <button className="file" aria-expanded={unfolded} onClick={() => setOpen((was) => { const now = new Set(was); if (!now.delete(f.path)) now.add(f.path); return now; })}>
                <code>{unfolded ? "▾" : "▸"} {name}/</code>
              </button>
            ) : (
              <span className={`file${shown === f.path ? " on" : ""}`}>
                <button className="linkish mono clip" aria-pressed={shown === f.path} onClick={() => show(shown === f.path ? null : f.path)}>{name}</button>
                <span className="muted end nowrap">{bytes(f.file_size)}</span>
                <Save path={pathOf(f.path)} name={name}>save</Save>
              </span>
            )}
            {unfolded && <Folder run={run} path={f.path} pathOf={pathOf} shown={shown} show={show} />}
          </li>
        );
      })}
    </ul>
  );
}
