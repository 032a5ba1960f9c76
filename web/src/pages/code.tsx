import { api, useGet, usePages, useText } from "../lib/api.ts";
import { bytes, commit, moment } from "../lib/format.ts";
import { codeAt, Link, useParam } from "../lib/router.tsx";
import type { Commit } from "../lib/types.ts";
import { Code as Lines } from "../ui/code.tsx";
import { Await, Command, Empty, Failure, KeyValues, More, Note, PageHead, Panel, Save } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** C2: what was pushed, at main or at a commit; branching and merging are git's own. */
export default function Code({ product }: { product: string }) {
  const [revision, setRevision] = useParam("revision");
  const [file, setFile] = useParam("file");
  const commits = usePages<Commit>(api(product, "/commits"), 100);
  const at = revision ? `?revision=${encodeURIComponent(revision)}` : "";
  const files = useGet<{ items: { path: string; size?: number | null }[] }>(commits.items?.length ? api(product, `/files${at}`) : null);
  const remote = `${window.location.origin}/git/${product}.git`;
  const shown = commits.items?.find((c) => c.id === revision);
  if (commits.error?.status === 404) return <><PageHead title="Code" /><NoCode remote={remote} /></>;
  return (
    <>
      <PageHead title="Code" sub={<>The product's repository: <code>{remote}</code>.</>} />
      {revision && <div className="gap"><Note><span className="line">Files as they were at <code>{commit(revision)}</code>{shown?.message ? `, “${shown.message.split("\n")[0]}”` : ""} <button className="btn s" onClick={() => setRevision(null)}>Show main</button></span></Note></div>}
      <Await of={commits} lines={8}>
        {(items) => items.length === 0 ? <NoCode remote={remote} /> : (
          <div className="grid cols23">
            <div className="stack">
              {file && <File product={product} path={file} at={at} close={() => setFile(null)} />}
              <Panel title="Commits" right="main, newest first">
                <Table
                  label="Commits"
                  rows={items}
                  id={(c) => c.id}
                  to={(c) => codeAt(product, c.id)}
                  current={revision}
                  cols={[
                    { key: "id", head: "Commit", cell: (c) => <Link to={codeAt(product, c.id)} className="mono" title={c.id}>{commit(c.id)}</Link> },
                    { key: "message", head: "Message", cell: (c) => (c.message ?? "").split("\n")[0] },
                    { key: "author", head: "Author", cell: (c) => <span className="muted">{c.author ?? "–"}</span>, sort: (c) => c.author },
                    { key: "time", head: "When", cell: (c) => <span className="muted">{moment(c.time)}</span>, sort: (c) => c.time },
                  ]}
                />
                <More of={commits} what="commits" />
              </Panel>
            </div>
            <div className="stack">
              <Panel title="Files" right={revision ? <>at <code>{commit(revision)}</code></> : "of main"}>
                <Await of={files}>
                  {(found) => found.items.length === 0 ? <Empty title="No files" /> : (
                    <ul className="files scroll">{found.items.map((f) => <li key={f.path}><button className="file" aria-pressed={f.path === file} onClick={() => setFile(f.path === file ? null : f.path)}><code>{f.path}</code><span className="muted end">{f.size === undefined ? "" : bytes(f.size)}</span></button></li>)}</ul>
                  )}
                </Await>
              </Panel>
              <Panel title="Work on it" pad><KeyValues pairs={[["Clone", <Command key="c" text={`git clone ${remote}`} />], ["Push", <Command key="p" text="git push loopline main" />]]} /></Panel>
            </div>
          </div>
        )}
      </Await>
    </>
  );
}

const LARGEST_SHOWN = 200_000;

/** A file's text. */
function File({ product, path, at, close }: { product: string; path: string; at: string; close: () => void }) {
  const href = api(product, `/files/${path.split("/").map(encodeURIComponent).join("/")}${at}`);
  const text = useText(href);
  return (
    <Panel title={<code>{path}</code>} right={<><Save path={href} name={path.split("/").at(-1) ?? path}>save</Save><button className="btn quiet s" onClick={close}>Close</button></>}>
      {text.error && text.data === undefined ? <Failure error={text.error} /> : <Await of={text}>{(t) => (t.includes("\u0000") || t.length > LARGEST_SHOWN ? <Empty title="Not shown here">It is {t.length > LARGEST_SHOWN ? "long" : "no text"}; save it to read it.</Empty> : <div className="scroll"><Lines text={t.replace(/\n$/, "")} /></div>)}</Await>}
    </Panel>
  );
}

function NoCode({ remote }: { remote: string }) {
  return <Empty title="Nothing was pushed yet" command={`git remote add loopline ${remote} && git push loopline main`}>A push runs C1: it is checked, tested, packaged and delivered; and what the files declare is applied.</Empty>;
}
