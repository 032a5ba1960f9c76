import { api, useGet } from "../lib/api.ts";
import { moment, short } from "../lib/format.ts";
import { Link, page } from "../lib/router.tsx";
import type { LineageGraph } from "../lib/types.ts";
import { LineagePanel } from "./lineage.tsx";
import { Await, Empty, PageHead } from "./parts.tsx";

/** In place of a run that is not there: what is still known of one that was removed for good. */
export function GoneRun({ product, run }: { product: string; run: string }) {
  const asked = useGet<LineageGraph>(api(product, `/lineage?${new URLSearchParams({ kind: "run", id: run, depth: "1" }).toString()}`));
  if (asked.error) return <NoRun product={product} run={run} />;
  return (
    <Await of={asked} lines={3}>
      {(graph) => {
        const known = graph.nodes.find((n) => n.id === run && n.presence === "REMOVED");
        if (!known) return <NoRun product={product} run={run} />;
        return (
          <>
            <PageHead title={known.title} sub={<>Run <code>{run}</code> of the experiment {known.facts["experiment"]}.</>} />
            <Empty title="Removed for good">This run was deleted, and a collection removed it on {moment(known.facts["removed"])} UTC with its parameters, metrics and files. What it was made from and what it led to stays known.</Empty>
            {graph.edges.length > 0 && <LineagePanel product={product} kind="run" id={run} />}
          </>
        );
      }}
    </Await>
  );
}

function NoRun({ product, run }: { product: string; run: string }) {
  return (
    <>
      <PageHead title={`Run ${short(run)}`} />
      <Empty title="There is no such run here">Nothing on this server is known of a run <code>{run}</code>. <Link to={page(product, "runs")}>All runs</Link> lists those that are there.</Empty>
    </>
  );
}
