/** The shapes of the API, as its records write them. Times are ISO-8601 instants. */

export interface Page<T> {
  items: T[];
  nextCursor?: string | null;
}

export interface ProductSpec {
  name: string;
  goal: string;
  kpi?: { name: string; target: number; unit?: string | null } | null;
  value?: {
    currency: string;
    truePositive?: number | null;
    trueNegative?: number | null;
    falsePositive?: number | null;
    falseNegative?: number | null;
  } | null;
  problem?: { type: string; target?: string | null; metric?: string | null; threshold?: number | null } | null;
  data?: {
    entity?: string | null;
    eventTime?: string | null;
    label?: { column: string; knownAt: string; ripeAfter?: string | null } | null;
    fields?: string[] | null;
    history?: string | null;
    freshness?: string | null;
  } | null;
  architecture?: { decision: string; choice: string; reason: string }[] | null;
  roles?: Record<string, string[]> | null;
}

export interface Product {
  name: string;
  createdAt: string;
  createdBy: string;
  spec?: ProductSpec | null;
  commit?: string | null;
  revision?: number | null;
  missingForTraining?: string[] | null;
}

export type StepState = "DONE" | "MISSING" | "RUNNING" | "FAILED";

export interface LoopStep {
  number: number;
  name: string;
  zone: string;
  component: string;
  state: StepState;
  seconds?: number | null;
  evidence?: string | null;
  count: number;
  lastEvent?: string | null;
}

export interface Evidence {
  rows: number;
  positives: number;
  championAuc: number;
  challengerAuc: number;
  difference: number;
  standardError: number;
}

export interface Challenge {
  id: string;
  product: string;
  endpoint: string;
  model: string;
  champion: string;
  challenger: string;
  trainedUntil: string;
  startedAt: string;
  deadline: string;
  trigger: string;
  state: "RUNNING" | "PROMOTED" | "REJECTED" | "ROLLED_BACK";
  decidedAt?: string | null;
  evidence?: Evidence | null;
  reason: string;
}

export interface Loop {
  product: string;
  steps: LoopStep[];
  turns: Challenge[];
}

export interface LogEvent {
  id: string;
  type: string;
  source: string;
  subject: string;
  product?: string | null;
  actor: string;
  time: string;
  eventTime?: string | null;
  position: number;
  hash: string;
  data: Json;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface EventTime {
  product: string;
  at: string;
  replayed: boolean;
}

export interface Source {
  name: string;
  rows?: number | null;
  revision?: number | null;
}

export interface ValueCount {
  value: string;
  count: number;
}

export interface Column {
  name: string;
  type: string;
  missing: number;
  distinct: number;
  quantiles: number[];
  top: ValueCount[];
}

export interface Suspect {
  column: string;
  reason: "LATER_THAN_EVENT" | "DETERMINES_LABEL" | "DEPARTS_FROM_TWIN" | string;
  share: number;
  evidence: string;
}

export interface Analysis {
  product: string;
  source: string;
  digest: string;
  rows: number;
  duplicateRows: number;
  columns: Column[];
  label: { column: string; missing: number; values: ValueCount[] };
  lag?: { medianDays: number; p90Days: number; maxDays: number } | null;
  suspects: Suspect[];
}

export interface View {
  name: string;
  source: string;
  entity: string;
  features: { name: string; type: string }[];
  sql?: string | null;
  commit?: string | null;
  rows?: number | null;
  snapshot?: string | number | null;
}

export interface Pipeline {
  name: string;
  commit: string;
  parameters?: Record<string, Json> | null;
  on?: Json[] | null;
  paused?: { by: string; reason: string; at: string } | null;
  nextSlot?: string | null;
  tasks: { id: string; uses: string; needs?: string[] | null }[];
}

export interface TaskView {
  id: string;
  uses: string;
  needs: string[];
  state: string;
  attempt: number;
  startedAt?: string | null;
  endedAt?: string | null;
  outputs?: Json;
  error?: string | null;
}

export interface PipelineRun {
  id: string;
  product: string;
  pipeline: string;
  commit: string;
  state: string;
  trigger: string;
  actor: string;
  parameters: Record<string, Json>;
  eventTime: string;
  startedAt: string;
  endedAt?: string | null;
  tasks: TaskView[];
}

export interface Model {
  name: string;
  versions: number;
  champion?: string | number | null;
  challenger?: string | number | null;
}

export interface ModelVersion {
  model: string;
  version: string | number;
  stage: string;
  aliases: string[];
  run?: string | null;
  createdAt: string;
  metrics?: Record<string, number> | null;
  parameters?: Record<string, Json> | null;
  files?: Record<string, string> | null;
  lineage?: Record<string, Json> | null;
  signature?: { inputs: { name: string; type: string; categories?: string[] | null }[]; output?: string | null; outputs?: { name: string; type: string }[] | null } | null;
  digest?: string | null;
  commit?: string | null;
  snapshot?: string | number | null;
  history?: { at: string; eventTime?: string | null; actor: string; change: string; evidence?: Json }[] | null;
}

export interface Endpoint {
  name: string;
  product: string;
  model: string;
  view: string;
  champion?: { version: string | number; since?: string | null } | null;
  challenger?: { version: string | number; since?: string | null; split?: number | null; shadow?: boolean | null } | null;
  share?: number | null;
  shadow?: boolean | null;
  predictions?: number | null;
  challengerFailures?: number | null;
}

export interface Prediction {
  id: string;
  key: string;
  time: string;
  score: number;
  champion: string | number;
  challenger?: string | number | null;
  challengerScore?: number | null;
  features?: Record<string, Json> | null;
  served?: string | number | null;
}

export interface DriftReport {
  endpoint: string;
  modelVersion: string;
  from: string;
  until: string;
  rows: number;
  columns: DriftColumn[];
  drifted: boolean;
}

export interface DriftColumn {
  name: string;
  psi: number;
  chiSquareP: number;
  ksP: number;
  drifted: boolean;
  /** Of a kept evaluation: bins as the baseline has them, counts of the training data and of the window. */
  edges?: number[] | null;
  expected?: number[] | null;
  actual?: number[] | null;
}

export interface Month {
  month: string;
  predictions: number;
  labels: number;
  loop?: number | null;
  first?: number | null;
}

export interface Worth {
  truePositives: number;
  trueNegatives: number;
  falsePositives: number;
  falseNegatives: number;
  total: number;
  currency: string;
  /** The score from which a prediction counts as yes, where the server tells it. */
  threshold?: number | null;
}

export interface Label {
  key: string;
  positive: boolean;
  time: string;
}

export interface Snapshot {
  id: number | string;
  committedAt: string;
  rows: number;
  view: string;
}

export interface Performance {
  product: string;
  endpoint: string;
  months: Month[];
  worth?: Worth | null;
}

export interface Monitor {
  name: string;
  endpoint: string;
  model: string;
  ripeness: { afterDays: number; feature?: string | null };
  drift: { windowDays: number; minSample: number; psi: number; alpha: number; columns: number };
  accuracy: { windowDays: number; minLabels: number; drop: number; alpha: number };
  challenge: {
    backtestDays: number;
    minLabels: number;
    deadlineDays: number;
    requiredGain: number;
    margin: number;
    alpha: number;
    keepStatic: string;
    watchDays: number;
  };
  budget: { coolDownDays: number; alerts: number; days: number };
  /** Why its last evaluation failed. */
  failure?: string | null;
}

/** Whether a thing can be looked at: removed for good, its name and links are left; unknown, nobody has it. */
export type Presence = "THERE" | "REMOVED" | "UNKNOWN";

export interface TraceNode {
  kind: string;
  id: string;
  title: string;
  facts: Record<string, string>;
  href?: string | null;
  presence?: Presence;
  /** By kind and id: one id may name nodes of two kinds. */
  parents: (string | { kind: string; id: string })[];
}

export interface Trace {
  id: string;
  nodes: TraceNode[];
}

export interface LineageNode {
  kind: string;
  id: string;
  title: string;
  facts: Record<string, string>;
  href?: string | null;
  presence?: Presence;
}

export interface LineageRef {
  kind: string;
  id: string;
}

export interface LineageGraph {
  root: LineageRef;
  nodes: LineageNode[];
  /** From what was there before to what was made of it. */
  edges: { from: LineageRef; to: LineageRef }[];
  truncated: boolean;
  more: { kind: string; id: string; direction: "BACK" | "FORWARD"; links: number }[];
}

export interface Delivery {
  id: string;
  commit: string;
  kind: "DELIVERY" | "PROMOTION" | string;
  model?: string | null;
  version?: string | number | null;
  state: string;
  startedAt: string;
  endedAt?: string | null;
  artifact?: string | null;
  steps: { name: string; state: string; seconds?: number | null; error?: string | null }[];
  run?: string | null;
}

export interface Commit {
  id: string;
  message?: string | null;
  author?: string | null;
  time?: string | null;
}

// MLflow's REST shapes: numbers in JSON, int64 as strings in some clients.
export interface MlExperiment {
  experiment_id: string;
  name: string;
  creation_time?: number | string;
  last_update_time?: number | string;
  tags?: { key: string; value: string }[];
}
export interface MlMetric {
  key: string;
  value: number | string;
  timestamp?: number | string;
  step?: number | string;
}
export interface MlRun {
  info: {
    run_id: string;
    run_name?: string;
    experiment_id: string;
    status: string;
    start_time?: number | string;
    end_time?: number | string;
    user_id?: string;
    artifact_uri?: string;
  };
  data?: {
    metrics?: MlMetric[];
    params?: { key: string; value: string }[];
    tags?: { key: string; value: string }[];
  };
  inputs?: { dataset_inputs?: MlDataset[] };
}
export interface MlDataset {
  dataset: { name: string; digest: string; source_type?: string; source?: string; schema?: string; profile?: string };
  tags?: { key: string; value: string }[];
}
export interface MlFile {
  path: string;
  is_dir: boolean;
  file_size?: number | string;
}
