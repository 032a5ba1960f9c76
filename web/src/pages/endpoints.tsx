import { api, useList } from "../lib/api.ts";
import { day, integer, percent, version } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { Endpoint } from "../lib/types.ts";
import { Await, Empty, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

export function challengerWords(e: Endpoint): string {
  if (!e.challenger) return "none";
  const share = e.challenger.split ?? e.share ?? 0;
  const shadow = e.challenger.shadow ?? e.shadow ?? false;
  // In shadow it scores all, and answers none or its share.
  const answers = share > 0 ? `on ${percent(share)}` : "";
  return [version(e.challenger.version), answers, shadow ? `${answers ? "and " : ""}in shadow` : ""].filter(Boolean).join(" ");
}

export default function Endpoints({ product }: { product: string }) {
  const list = useList<Endpoint>(api(product, "/endpoints"));
  return (
    <>
      <PageHead title="Endpoints" sub="Where predictions come from: a champion answers, a challenger is tried beside it." />
      <Await of={list}>
        {(items) =>
          items.length === 0 ? (
            <Empty title="No endpoint yet" command="git push loopline main"><code>serving.yaml</code> names endpoint, model and view; it answers once a version is in production.</Empty>
          ) : (
            <Panel>
              <Table
                label="Endpoints"
                rows={items}
                id={(e) => e.name}
                to={(e) => page(product, "endpoints", e.name)}
                cols={[
                  { key: "name", head: "Endpoint", cell: (e) => <Link to={page(product, "endpoints", e.name)} className="strong">{e.name}</Link>, sort: (e) => e.name },
                  { key: "model", head: "Model", cell: (e) => <Link to={page(product, "models", e.model)}>{e.model}</Link> },
                  { key: "view", head: "View", cell: (e) => <Link to={page(product, "views", e.view)} className="mono">{e.view}</Link> },
                  { key: "champion", head: "Champion", cell: (e) => (e.champion ? <>{version(e.champion.version)} <span className="muted">{e.champion.since ? `since ${day(e.champion.since)}` : ""}</span></> : <span className="muted">none yet</span>) },
                  { key: "challenger", head: "Challenger", cell: (e) => challengerWords(e) },
                  { key: "predictions", head: "Predictions", num: true, cell: (e) => integer(e.predictions), sort: (e) => e.predictions ?? 0 },
                  { key: "monitor", head: "", cell: (e) => <Link to={page(product, "monitors", e.name)}>monitor</Link> },
                ]}
              />
            </Panel>
          )
        }
      </Await>
    </>
  );
}
