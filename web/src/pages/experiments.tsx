import { useGet } from "../lib/api.ts";
import { integer, stamp } from "../lib/format.ts";
import { surveyPath, useExperiments } from "../lib/mlflow.ts";
import { useRunEvents } from "../lib/runevents.ts";
import { Link, page } from "../lib/router.tsx";
import type { MlExperiment } from "../lib/types.ts";
import { Empty, Failure, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

const runsOf = (product: string, e: MlExperiment): string => `${page(product, "runs")}?experiment=${encodeURIComponent(e.experiment_id)}`;
const when = (millis: number | string | undefined): string => (Number(millis) > 0 ? stamp(new Date(Number(millis)).toISOString()) : "–");

/** The product's experiments: what groups its runs. */
export default function Experiments({ product }: { product: string }) {
  const { experiments, error, retry } = useExperiments(product);
  useRunEvents(product);
  if (error && !experiments) return <Failure error={error} retry={retry} />;
  if (!experiments) return <Loading lines={6} />;
  return (
    <>
      <PageHead title="Experiments" sub={<>An experiment groups runs. It is this product&rsquo;s where it has its name, or a name that begins with <code>{product}/</code>.</>} />
      {experiments.length === 0 ? (
        <Empty title="No experiment yet" command={`mlflow.set_experiment("${product}/first")`}>The training pipeline makes one by itself; any MLflow client makes more.</Empty>
      ) : (
        <Panel>
          <Table label="Experiments" rows={experiments} id={(e) => e.experiment_id} to={(e) => runsOf(product, e)} sorted={{ key: "updated", up: false }} cols={[
            { key: "name", head: "Name", cell: (e) => <Link to={runsOf(product, e)}>{e.name}</Link>, sort: (e) => e.name },
            { key: "id", head: "Id", num: true, cell: (e) => <code>{e.experiment_id}</code>, sort: (e) => Number(e.experiment_id) },
            { key: "runs", head: "Runs", num: true, cell: (e) => <Count product={product} experiment={e.experiment_id} /> },
            { key: "created", head: "Created", cell: (e) => when(e.creation_time), sort: (e) => Number(e.creation_time ?? 0) },
            { key: "updated", head: "Changed", cell: (e) => when(e.last_update_time), sort: (e) => Number(e.last_update_time ?? 0) },
            { key: "tags", head: "Tags", cell: (e) => <span className="muted">{(e.tags ?? []).filter((t) => !t.key.startsWith("mlflow.")).map((t) => `${t.key} ${t.value}`).join(", ")}</span> },
          ]} />
        </Panel>
      )}
    </>
  );
}

function Count({ product, experiment }: { product: string; experiment: string }) {
  const count = useGet<{ count: number }>(surveyPath(product, "count", { experiment })).data?.count;
  return <>{count === undefined ? "" : integer(count)}</>;
}
