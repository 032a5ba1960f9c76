import { api, usePages } from "../lib/api.ts";
import { commit, integer, plural, short } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { View } from "../lib/types.ts";
import { Empty, Failure, KeyValues, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

/** Feature views: one definition, two stores. */
export default function Views({ product, view }: { product: string; view: string | null }) {
  const list = usePages<View>(api(product, "/views"));
  if (list.error && !list.items) return <Failure error={list.error} retry={list.retry} />;
  if (!list.items) return <Loading lines={8} />;
  const found = view ? list.items.find((v) => v.name === view) : undefined;
  if (view && !found) return <Empty title={`There is no view ${view}`}><Link to={page(product, "views")}>These are the views of {product}.</Link></Empty>;
  if (found) return <ViewPage product={product} view={found} />;
  return (
    <>
      <PageHead title="Feature views" sub="One definition, two stores: what is known about an entity at a moment, offline for training and online for predictions." />
      {list.items.length === 0 ? (
        <Empty title="No feature view yet" command="git push loopline main">A file under <code>features/</code> names source, entity, event time and features; a push applies it, and steps 6 and 7 light up.</Empty>
      ) : (
        <Panel>
          <Table
            label="Feature views"
            rows={list.items}
            id={(v) => v.name}
            to={(v) => page(product, "views", v.name)}
            cols={[
              { key: "name", head: "View", cell: (v) => <Link to={page(product, "views", v.name)} className="mono">{v.name}</Link>, sort: (v) => v.name },
              { key: "entity", head: "Entity", cell: (v) => <code>{v.entity}</code> },
              { key: "features", head: "Features", num: true, cell: (v) => v.features.length, sort: (v) => v.features.length },
              { key: "rows", head: "Rows", num: true, cell: (v) => integer(v.rows), sort: (v) => v.rows ?? 0 },
              { key: "snapshot", head: "Snapshot", cell: (v) => <code>{v.snapshot ? short(String(v.snapshot)) : "none yet"}</code> },
              { key: "source", head: "Source", cell: (v) => <Link to={page(product, "sources", v.source)}>{v.source}</Link> },
              { key: "commit", head: "Commit", cell: (v) => <code>{commit(v.commit)}</code> },
            ]}
          />
        </Panel>
      )}
    </>
  );
}

const SQL = /\b(select|from|where|group by|order by|partition by|join|left|on|as|case|when|then|else|end|and|or|not|in|is|null|over|filter|count|sum|avg|min|max|least|greatest|coalesce|cast|with)\b/gi;

export function Code({ text }: { text: string }) {
  return (
    <pre className="code sql">
      {text.split("\n").map((line, i) => (
        <span key={i}><span className="n">{i + 1}</span>{line.split(SQL).map((part, j) => (j % 2 ? <span key={j} className="k">{part}</span> : part))}{"\n"}</span>
      ))}
    </pre>
  );
}

function ViewPage({ product, view: v }: { product: string; view: View }) {
  return (
    <>
      <PageHead title={v.name} sub={<>{plural(v.features.length, "feature")} per <code>{v.entity}</code>, from <Link to={page(product, "sources", v.source)}>{v.source}</Link>.</>} />
      <div className="grid cols2">
        <div className="stack">
          <Panel title="Definition" right={v.commit ? <Link to={page(product, "code")} className="mono">{commit(v.commit)}</Link> : ""}>
            {v.sql ? <Code text={v.sql} /> : <Empty title="No SQL">The features are the source's columns as they are.</Empty>}
          </Panel>
          <Panel title="Stores" right="same definition" pad>
            <KeyValues
              pairs={[
                ["Offline", v.snapshot ? <>snapshot <code>{short(String(v.snapshot), 12)}</code>{v.rows ? `, ${integer(v.rows)} rows` : ""}</> : "no snapshot yet: the feature pipeline commits the first"],
                ["Pipeline", <Link key="p" to={page(product, "pipelines")}>runs of the feature pipeline</Link>],
                ["Used by", <Link key="e" to={page(product, "endpoints")}>endpoints that read it</Link>],
              ]}
            />
          </Panel>
        </div>
        <Panel title="Features" right={plural(v.features.length, "feature")}>
          <Table
            label="Features"
            rows={v.features}
            id={(f) => f.name}
            cols={[
              { key: "name", head: "Feature", cell: (f) => <code>{f.name}</code>, sort: (f) => f.name },
              { key: "type", head: "Type", cell: (f) => <span className="muted">{f.type.toLowerCase()}</span>, sort: (f) => f.type },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
