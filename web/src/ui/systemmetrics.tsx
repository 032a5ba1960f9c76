import { useMemo, useState } from "react";
import { drawnOf, useSampled } from "../lib/curves.ts";
import { number } from "../lib/format.ts";
import { systemGroups, systemName } from "../lib/origin.ts";
import { isSystem, type Run } from "../lib/mlflow.ts";
import { Curves, PLAIN, type Drawn } from "./curves.tsx";
import { Empty, Failure, Loading, Panel, Segments } from "./parts.tsx";

const BY_TIME: Drawn = { ...PLAIN, along: "relative" };
/** A share of a machine is shown on the same scale as the next one; a process may use more than one processor. */
const SHARE: Drawn = { ...BY_TIME, span: [0, 100] };

/** What machine and process did while the run went on. */
export function SystemMetrics({ run, every }: { run: Run; every: number | false }) {
  const groups = useMemo(() => systemGroups(Object.keys(run.metrics).filter(isSystem)), [run.metrics]);
  const [chosen, choose] = useState("");
  const group = groups.find((g) => g.name === chosen) ?? groups[0];
  if (!group) return run.status === "RUNNING" ? <Panel title="Machine"><Empty title="No sample yet">Processors, memory, disk and graphics are sampled while a training runs; MLflow's client does so with <code>mlflow.enable_system_metrics_logging()</code>.</Empty></Panel> : null;
  return (
    <Panel title="Machine" right={groups.length > 1 && <Segments label="What of the machine" value={group.name} options={groups.map((g): [string, string] => [g.name, g.name])} onChange={choose} />}>
      <div className={group.metrics.length > 1 ? "grid cols2 pad" : "pad"}>
        {group.metrics.map((m) => <OneSystemMetric key={m} run={run} metric={m} every={every} />)}
      </div>
    </Panel>
  );
}

function OneSystemMetric({ run, metric, every }: { run: Run; metric: string; every: number | false }) {
  const ids = useMemo(() => [run.id], [run.id]);
  const { points, pending, error } = useSampled(ids, metric, every);
  const own = useMemo(() => points.get(run.id) ?? [], [points, run.id]);
  const curves = useMemo(() => [{ name: systemName(metric), points: drawnOf(own, "relative") }], [metric, own]);
  if (error && own.length === 0) return <Failure error={error} />;
  if (pending) return <Loading lines={3} />;
  const highest = own.reduce((a, p) => Math.max(a, p.value), -Infinity);
  return (
    <section aria-label={systemName(metric)}>
      <p className="between small"><b className="clip" title={metric}>{systemName(metric)}</b><span className="muted nowrap">{own.length > 0 ? `at most ${number(highest, 4)}` : "no sample"}</span></p>
      <Curves metric={systemName(metric)} curves={curves} height={130} drawn={metric.endsWith("_percentage") && highest <= 100 ? SHARE : BY_TIME} />
    </section>
  );
}
