import { bytes, integer, short } from "../lib/format.ts";
import { filePath, type Passport } from "../lib/registry.ts";
import { useParam } from "../lib/router.tsx";
import { Copy } from "./copy.tsx";
import { Empty, Note, Panel, Save } from "./parts.tsx";
import { Preview } from "./preview.tsx";
import { Table } from "./table.tsx";

/** The files of a version as they were when it was registered: sizes, digests, a look at each. */
export function VersionFiles({ model, version, passport }: { model: string; version: number; passport: Passport }) {
  const [shown, show] = useParam("file");
  const { files } = passport;
  const total = files.reduce((sum, f) => sum + f.size, 0);
  const named = files.some((f) => f.path === shown) ? shown : null;
  return (
    <Panel title="Files" right={named ? <><code className="clip">{named}</code><Save className="btn quiet s" path={filePath(model, version, named)} name={named.split("/").at(-1) ?? named}>Save</Save><button className="btn quiet s" onClick={() => show(null)}>Close</button></> : `${integer(files.length)}, ${bytes(total)}`}>
      {passport.problem && <div className="pad"><Note tone="wait">{passport.problem}</Note></div>}
      {files.length === 0 ? (
        <Empty title="No files are kept here">{passport.problem ? "What could not be read has no digest." : "Its source lies outside this server's store: only its address is known."}</Empty>
      ) : (
        <div className={files.length > 40 ? "runlist" : ""}>
          <Table
            tall={files.length > 40}
            label="Files"
            rows={files}
            id={(f) => f.path}
            current={named}
            onCurrent={(f) => show(f.path)}
            cols={[
              { key: "path", head: "File", cell: (f) => <button className="linkish mono" aria-pressed={f.path === named} onClick={() => show(f.path === named ? null : f.path)}>{f.path}</button>, sort: (f) => f.path },
              { key: "size", head: "Size", num: true, cell: (f) => bytes(f.size), sort: (f) => f.size },
              { key: "digest", head: "Digest", cell: (f) => <><code className="faint" title={f.digest}>{short(f.digest, 12)}</code> <Copy text={f.digest} what={`the digest of ${f.path}`} /></> },
              { key: "save", head: <span className="sr">Save</span>, num: true, cell: (f) => <Save path={filePath(model, version, f.path)} name={f.path.split("/").at(-1) ?? f.path}>save</Save> },
            ]}
          />
        </div>
      )}
      {named && <div className="filepreview ruled"><Preview key={named} path={filePath(model, version, named)} name={named} /></div>}
    </Panel>
  );
}
