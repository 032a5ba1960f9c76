import { api, useGet, usePages } from "../lib/api.ts";
import { commit, integer, short } from "../lib/format.ts";
import { codeAt, Link, page, snapshotAt } from "../lib/router.tsx";
import type { View } from "../lib/types.ts";
import { Await, Empty, More, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";
import { ViewPage } from "./view.tsx";

/** Feature views: one definition, two stores. */
export default function Views({ product, view }: { product: string; view: string | null }) {
  return view ? <Given product={product} view={view} /> : <All product={product} />;
}

function Given({ product, view }: { product: string; view: string }) {
  const asked = useGet<View>(api(product, `/views/${encodeURIComponent(view)}`));
  return <Await of={asked} lines={8}>{(v) => <ViewPage product={product} view={v} />}</Await>;
}

function All({ product }: { product: string }) {
  const list = usePages<View>(api(product, "/views"));
  return (
    <>
      <PageHead title="Feature views" sub="One definition, two stores: what is known about an entity at a moment, offline for training and online for predictions." />
      <Await of={list} lines={8}>{(items) => (items.length === 0 ? (
        <Empty title="No feature view yet" command="git push loopline main">A file under <code>features/</code> names source, entity, event time and features; a push applies it, and steps 6 and 7 light up.</Empty>
      ) : (
        <Panel>
          <Table
            label="Feature views"
            rows={items}
            id={(v) => v.name}
            to={(v) => page(product, "views", v.name)}
            cols={[
              { key: "name", head: "View", cell: (v) => <Link to={page(product, "views", v.name)} className="mono">{v.name}</Link>, sort: (v) => v.name },
              { key: "entity", head: "Entity", cell: (v) => <code>{v.entity}</code> },
              { key: "features", head: "Features", num: true, cell: (v) => v.features.length, sort: (v) => v.features.length },
              { key: "rows", head: "Rows", num: true, cell: (v) => integer(v.rows), sort: (v) => v.rows ?? 0 },
              { key: "snapshot", head: "Snapshot", cell: (v) => (v.snapshot ? <Link to={snapshotAt(product, v.name, v.snapshot)} className="mono">{short(String(v.snapshot))}</Link> : <span className="muted">none yet</span>) },
              { key: "source", head: "Source", cell: (v) => <Link to={page(product, "sources", v.source)}>{v.source}</Link> },
              { key: "commit", head: "Commit", cell: (v) => (v.commit ? <Link to={codeAt(product, v.commit)} className="mono">{commit(v.commit)}</Link> : "–") },
            ]}
          />
          <More of={list} what="views" />
        </Panel>
      ))}</Await>
    </>
  );
}
