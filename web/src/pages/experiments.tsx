import { useGet } from "../lib/api.ts";
import { integer } from "../lib/format.ts";
import { surveyPath, useExperiments } from "../lib/mlflow.ts";
import { runsOf } from "../lib/mlflowaddress.ts";
import { useRunEvents } from "../lib/runevents.ts";
import { Link } from "../lib/router.tsx";
import { EXPERIMENT_COLUMNS } from "../ui/experimentcolumns.tsx";
import { Empty, Failure, Loading, PageHead, Panel } from "../ui/parts.tsx";
import { Table } from "../ui/table.tsx";

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
          <Table label="Experiments" rows={experiments} id={(e) => e.experiment_id} to={(e) => runsOf(product, e.experiment_id)} sorted={{ key: "updated", up: false }} cols={[
            { key: "name", head: "Name", cell: (e) => <Link to={runsOf(product, e.experiment_id)}>{e.name}</Link>, sort: (e) => e.name },
            { key: "runs", head: "Runs", num: true, cell: (e) => <Count product={product} experiment={e.experiment_id} /> },
            ...EXPERIMENT_COLUMNS,
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
