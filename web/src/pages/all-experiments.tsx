import { useRef } from "react";
import { useAllExperiments } from "../lib/mlflow.ts";
import { homeOf, runsOf } from "../lib/mlflowaddress.ts";
import { useKeys } from "../lib/keys.ts";
import { Link, useParam } from "../lib/router.tsx";
import type { MlExperiment } from "../lib/types.ts";
import { EXPERIMENT_COLUMNS } from "../ui/experimentcolumns.tsx";
import { Empty, Failure, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

const TRACKING = (): string => `export MLFLOW_TRACKING_URI=${window.location.origin}`;

/** All experiments of this server, whoever logged them: where a team finds itself that has moved in. */
export default function AllExperiments() {
  const [text, setText] = useParam("q");
  const list = useAllExperiments(text ?? "");
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "/", label: "query", run: () => field.current?.focus() }]);
  const to = (e: MlExperiment): string => runsOf(homeOf(e.name), e.experiment_id);
  return (
    <>
      <PageHead title="Experiments" sub={<>All that MLflow&rsquo;s clients and the training pipelines of this server have logged. Those that begin with a product&rsquo;s name are among its pages too.</>}>
        <label className="field"><span className="small muted">Name</span><input ref={field} type="search" aria-label="Part of the name" placeholder="any part of it" value={text ?? ""} onChange={(e) => setText(e.target.value)} /></label>
      </PageHead>
      {list.error && !list.items ? <Failure error={list.error} retry={list.refetch} /> : !list.items ? <Loading lines={6} /> : list.items.length === 0 ? (
        text ? <Empty title={`No experiment's name holds ${text}`}><Link to="/experiments">Show all of them</Link></Empty> : <Empty title="No experiment yet" command={TRACKING()}>Any MLflow client logs here with nothing but that changed. <code>loopline import mlflow --from URL</code> copies what another server has.</Empty>
      ) : (
        <Panel>
          <Table label="Experiments" rows={list.items} id={(e) => e.experiment_id} to={to} cols={[{ key: "name", head: "Name", cell: (e) => <Link to={to(e)}>{e.name}</Link> }, ...EXPERIMENT_COLUMNS]} />
          {list.more && <div className="line gap12"><button className="btn" disabled={list.loadingMore} onClick={list.loadMore}>{list.loadingMore ? "Reading…" : "More"}</button></div>}
        </Panel>
      )}
    </>
  );
}
