import { api, useGet, usePages } from "../lib/api.ts";
import { bytes, moment } from "../lib/format.ts";
import type { Commit } from "../lib/types.ts";
import { Empty, Failure, KeyValues, Loading, PageHead, Panel, Command } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** C2: what was pushed; reading, branching and merging are git's own. */
export default function Code({ product }: { product: string }) {
  const commits = usePages<Commit>(api(product, "/commits"), 100);
  const files = useGet<{ items: { path: string; size?: number | null }[] }>(api(product, "/files"));
  const remote = `${window.location.origin}/git/${product}.git`;
  return (
    <>
      <PageHead title="Code" sub={<>The product's repository: <code>{remote}</code>.</>} />
      {commits.error && !commits.items ? (commits.error.status === 404 ? <NoCode remote={remote} /> : <Failure error={commits.error} retry={commits.retry} />) : !commits.items ? <Loading lines={8} /> : commits.items.length === 0 ? <NoCode remote={remote} /> : (
        <div className="grid cols23">
          <Panel title="Commits" right="main, newest first">
            <Table
              label="Commits"
              rows={commits.items}
              id={(c) => c.id}
              cols={[
                { key: "id", head: "Commit", cell: (c) => <code title={c.id}>{c.id.slice(0, 7)}</code> },
                { key: "message", head: "Message", cell: (c) => (c.message ?? "").split("\n")[0] },
                { key: "author", head: "Author", cell: (c) => <span className="muted">{c.author ?? "–"}</span>, sort: (c) => c.author },
                { key: "time", head: "When", cell: (c) => <span className="muted">{moment(c.time)}</span>, sort: (c) => c.time },
              ]}
            />
            {commits.more && <div className="pad"><button className="btn s" onClick={commits.loadMore}>Older commits</button></div>}
          </Panel>
          <div className="stack">
            <Panel title="Files" right="of main">
              {files.error && !files.data ? <Failure error={files.error} /> : !files.data ? <Loading /> : files.data.items.length === 0 ? <Empty title="No files" /> : (
                <ul className="files scroll">{files.data.items.map((f) => <li key={f.path}><a className="file" href={api(product, `/files/${f.path.split("/").map(encodeURIComponent).join("/")}`)}><code>{f.path}</code><span className="muted end">{f.size === undefined ? "" : bytes(f.size)}</span></a></li>)}</ul>
              )}
            </Panel>
            <Panel title="Work on it" pad><KeyValues pairs={[["Clone", <Command key="c" text={`git clone ${remote}`} />], ["Push", <Command key="p" text="git push loopline main" />]]} /></Panel>
          </div>
        </div>
      )}
    </>
  );
}

function NoCode({ remote }: { remote: string }) {
  return <Empty title="Nothing was pushed yet" command={`git remote add loopline ${remote} && git push loopline main`}>A push runs C1: lint, build, test, package, deliver; and applies what the files declare.</Empty>;
}
