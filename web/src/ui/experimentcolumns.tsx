import { stamp } from "../lib/format.ts";
import type { MlExperiment } from "../lib/types.ts";
import type { Col } from "./table.tsx";

const when = (millis: number | string | undefined): string => (Number(millis) > 0 ? stamp(new Date(Number(millis)).toISOString()) : "–");

/** What every table of experiments says of them, beside their names. */
export const EXPERIMENT_COLUMNS: Col<MlExperiment>[] = [
  { key: "id", head: "Id", num: true, cell: (e) => <code>{e.experiment_id}</code>, sort: (e) => Number(e.experiment_id) },
  { key: "created", head: "Created", cell: (e) => when(e.creation_time), sort: (e) => Number(e.creation_time ?? 0) },
  { key: "updated", head: "Changed", cell: (e) => when(e.last_update_time), sort: (e) => Number(e.last_update_time ?? 0) },
  { key: "tags", head: "Tags", cell: (e) => <span className="muted">{(e.tags ?? []).filter((t) => !t.key.startsWith("mlflow.")).map((t) => `${t.key} ${t.value}`).join(", ")}</span> },
];
