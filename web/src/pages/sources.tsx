import { api, usePages } from "../lib/api.ts";
import { integer } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Source } from "../lib/types.ts";
import { Await, Empty, More, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export default function Sources({ product }: { product: string }) {
  const list = usePages<Source>(api(product, "/sources"));
  return (
    <>
      <PageHead title="Sources" sub="Raw data as it came, each upload a revision; its analysis says what it holds before anything is built on it." />
      <Await of={list}>{(items) => (items.length === 0 ? (
        <Empty title="No source yet" command={`curl -T bookings.csv ${window.location.origin}${api(product, "/sources/bookings/files/bookings.csv")}`}>A CSV file (<code>.csv</code> or <code>.csv.gz</code>), uploaded under the source's name. Its first analysis fills step 5.</Empty>
      ) : (
        <Panel>
          <Table
            label="Sources"
            rows={items}
            id={(s) => s.name}
            to={(s) => page(product, "sources", s.name)}
            cols={[
              { key: "name", head: "Source", cell: (s) => <Link to={page(product, "sources", s.name)} className="mono">{s.name}</Link>, sort: (s) => s.name },
              { key: "rows", head: "Rows", num: true, cell: (s) => integer(s.rows), sort: (s) => s.rows ?? 0 },
              { key: "revision", head: "Revision", num: true, cell: (s) => s.revision ?? "pushed", sort: (s) => s.revision },
              { key: "what", head: "", cell: (s) => <Link to={page(product, "sources", s.name)}>analysis</Link> },
            ]}
          />
          <More of={list} what="sources" />
        </Panel>
      ))}</Await>
    </>
  );
}
