import type { Baseline } from "../src/lib/baseline.ts";
import type { Analysis, Challenge, Delivery, DriftReport, Endpoint, LogEvent, Loop, LoopStep, MlRun, Model, ModelVersion, Monitor, Performance, Pipeline, PipelineRun, Prediction, Product, Snapshot, Source, Trace, View } from "../src/lib/types.ts";
import { hex, random } from "./random.ts";

/** Made-up data of one product with much in it. For development and screenshots only. */

export const P = "hotel-bookings";
const next = random(20170829);
const COMMIT = "8c1f0e2a4b7d93e6650f1c2d8a9b3e4f5a6b7c8d";
const iso = (y: number, m: number, d: number, h = 9, min = 30): string => new Date(Date.UTC(y, m - 1, d, h, min)).toISOString();
const NOW = iso(2017, 8, 29, 14, 20);

export const product: Product = {
  name: P,
  createdAt: "2026-11-20T08:00:00Z",
  createdBy: "ines",
  commit: COMMIT,
  revision: 7,
  missingForTraining: [],
  spec: {
    name: P,
    goal: "Lose fewer rooms to cancellations: know at booking time which stays will be cancelled, and resell the room.",
    kpi: { name: "rooms lost to cancellations, a year", target: 1500000, unit: "EUR" },
    value: { currency: "EUR", truePositive: 62, trueNegative: 0, falsePositive: -38, falseNegative: 0 },
    problem: { type: "classification", target: "is_canceled", metric: "auc", threshold: 0.75 },
    data: {
      entity: "booking_id",
      eventTime: "booked_at",
      label: { column: "is_canceled", knownAt: "reservation_status_date", ripeAfter: "arrival_date" },
      fields: ["lead_time", "adr", "deposit_type", "market_segment", "customer_type", "distribution_channel", "hotel", "adults", "children", "stays_in_week_nights", "stays_in_weekend_nights", "previous_cancellations"],
      history: "P1Y",
      freshness: "PT1H",
    },
    architecture: [
      { decision: "database", choice: "SQLite", reason: "One machine, and 119 thousand rows; Postgres once a second team joins." },
      { decision: "training", choice: "local workers", reason: "A training run takes 40 seconds; Spark from 10 million rows on." },
      { decision: "serving", choice: "embedded", reason: "34 predictions a day, and 20 ms are enough." },
    ],
    roles: { businessStakeholder: ["Inês Duarte"], solutionArchitect: ["Rami Haddad"], dataScientist: ["Ana Ribeiro"], dataEngineer: ["Mika Lindqvist"], softwareEngineer: ["Jon Vale"], devOpsEngineer: ["Tobe Okafor"] },
  },
};

const MONTHS: [string, number, number][] = [
  ["2016-07", 0.784, 0.782], ["2016-08", 0.779, 0.775], ["2016-09", 0.775, 0.767], ["2016-10", 0.768, 0.756], ["2016-11", 0.739, 0.722], ["2016-12", 0.765, 0.718], ["2017-01", 0.768, 0.741],
  ["2017-02", 0.771, 0.747], ["2017-03", 0.77, 0.75], ["2017-04", 0.773, 0.745], ["2017-05", 0.772, 0.742], ["2017-06", 0.774, 0.739], ["2017-07", 0.777, 0.738],
];
export const performance: Performance = {
  product: P,
  endpoint: "cancellation",
  months: [
    ...MONTHS.map(([month, loop, first], i) => ({ month, predictions: 2900 + Math.round(Math.sin(i) * 700), labels: 2900 + Math.round(Math.sin(i) * 700) - i * 12, loop, first })),
    { month: "2017-08", predictions: 1032, labels: 423, loop: 0.775, first: 0.734 },
  ],
  worth: { truePositives: 9120, trueNegatives: 22310, falsePositives: 5412, falseNegatives: 3907, total: 359784, currency: "EUR" },
};

function challenge(n: number, champion: string, challenger: string, start: string, decided: string | null, state: Challenge["state"], difference: number, trigger: string, reason: string): Challenge {
  return {
    id: `ch-${hex(next, 10)}`, product: P, endpoint: "cancellation", model: `${P}.cancellation`, champion, challenger, trainedUntil: start, startedAt: start,
    deadline: new Date(Date.parse(start) + 60 * 86400e3).toISOString(), trigger, state, decidedAt: decided, reason,
    evidence: { rows: 1900 + n * 217, positives: 610 + n * 80, championAuc: 0.764 - n * 0.001, challengerAuc: 0.764 - n * 0.001 + difference, difference, standardError: 0.0035 + n * 0.0002 },
  };
}
export const challenges: Challenge[] = [
  challenge(1, "1", "2", iso(2016, 8, 2), iso(2016, 8, 26), "PROMOTED", 0.0132, "workflow.schedule", "Version 2 gains 0.0132 in AUC, at least the 0.005 asked for, and is not worse by the margin."),
  challenge(2, "2", "3", iso(2016, 11, 8), iso(2016, 11, 27), "PROMOTED", 0.0317, "monitoring.drift.detected", "Version 3 gains 0.0317 in AUC, at least the 0.005 asked for."),
  challenge(3, "3", "4", iso(2016, 12, 20), iso(2017, 1, 14), "PROMOTED", 0.0088, "workflow.schedule", "Version 4 gains 0.0088 in AUC."),
  challenge(4, "4", "5", iso(2017, 3, 4), iso(2017, 3, 25), "REJECTED", 0.0011, "workflow.schedule", "Version 5 gains 0.0011 in AUC, less than the 0.005 asked for, at its deadline."),
  challenge(5, "4", "6", iso(2017, 4, 21), iso(2017, 5, 6), "PROMOTED", 0.0121, "monitoring.drift.detected", "Version 6 gains 0.0121 in AUC."),
  challenge(6, "6", "7", iso(2017, 6, 11), iso(2017, 7, 24), "PROMOTED", 0.0094, "monitoring.drift.detected", "Version 7 gains 0.0094 in AUC."),
  { ...challenge(7, "7", "8", iso(2017, 8, 28), null, "RUNNING", 0.0041, "monitoring.drift.detected", "412 of at least 500 ripe labels."), evidence: { rows: 412, positives: 120, championAuc: 0.7751, challengerAuc: 0.7792, difference: 0.0041, standardError: 0.0078 } },
];

const STEP_NAMES: [string, LoopStep["zone"], string][] = [
  ["Business problem", "A", "product"], ["Architecture decision", "A", "product"], ["ML problem", "A", "product"], ["Data requirement", "A", "product"], ["Raw sources and initial analysis", "A", "features"],
  ["Transformation and cleaning rules", "B1", "features"], ["Feature-engineering rules", "B1", "features"], ["Connect to sources", "B2", "features"], ["Extract", "B2", "features"], ["Transform and clean", "B2", "features"], ["Compute features", "B2", "features"], ["Ingest into the stores", "B2", "features"],
  ["Data analysis", "C", "features"], ["Preparation, validation, split", "C", "training"], ["Choice of algorithm, training", "C", "training"], ["Rounds of training and validation", "C", "training"], ["Export, commit; continuous integration", "C", "delivery"],
  ["Pull versioned features", "D", "features"], ["Prepare, validate, split", "D", "training"], ["Train on new data", "D", "training"], ["Evaluate", "D", "training"], ["Export", "D", "training"], ["Push to the registry", "D", "registry"], ["Staging to production, deployment", "D", "delivery"], ["Predictions", "D", "serving"], ["Monitoring", "D", "monitoring"], ["Feedback", "D", "monitoring"], ["Continuous training", "D", "workflow"],
];
export function loop(state: (n: number) => LoopStep["state"], turns: Challenge[], counts = true, name = P): Loop {
  return {
    product: name,
    turns,
    steps: STEP_NAMES.map(([title, zone, component], i) => {
      const n = i + 1;
      const s = state(n);
      return {
        number: n, name: title, zone, component, state: s, count: s === "MISSING" ? 0 : counts ? [1, 8, 8, 8, 3, 7, 7, 428, 428, 427, 427, 427, 9, 14, 14, 31, 22, 14, 14, 14, 13, 13, 8, 7, 13112, 426, 12, 7][i] ?? 1 : 1,
        seconds: s === "MISSING" ? null : n >= 8 && n <= 23 ? Math.round(next() * 400) / 10 : null,
        evidence: s === "MISSING" ? null : `/api/v1/events/ev-${hex(random(n), 12)}`,
        lastEvent: s === "MISSING" ? null : iso(2017, 8, 20 + (n % 9)),
      };
    }),
  };
}
export const fullLoop = loop((n) => (n === 9 ? "FAILED" : n === 20 || n === 28 ? "RUNNING" : "DONE"), challenges);

export const sources: Source[] = [{ name: "bookings", rows: 119390, revision: 3 }, { name: "holidays", rows: 412, revision: 1 }];

const q = (...v: number[]): number[] => v;
const top = (...v: [string, number][]): { value: string; count: number }[] => v.map(([value, count]) => ({ value, count }));
export const analysis: Analysis = {
  product: P, source: "bookings", digest: `sha256:${hex(next, 64)}`, rows: 119390, duplicateRows: 31994,
  label: { column: "is_canceled", missing: 0, values: top(["0", 75166], ["1", 44224]) },
  lag: { medianDays: 25, p90Days: 161, maxDays: 526 },
  suspects: [
    { column: "reservation_status", reason: "DETERMINES_LABEL", share: 1, evidence: "reservation_status determines is_canceled in 119 390 of 119 390 rows; it is the outcome itself." },
    { column: "reservation_status_date", reason: "LATER_THAN_EVENT", share: 0.988, evidence: "reservation_status_date lies after the booking in 98.8 % of the rows." },
    { column: "assigned_room_type", reason: "DEPARTS_FROM_TWIN", share: 0.125, evidence: "assigned_room_type departs from reserved_room_type in 12.5 % of the rows, and then almost never cancels: it is known at check-in." },
  ],
  columns: [
    { name: "hotel", type: "VARCHAR", missing: 0, distinct: 2, quantiles: [], top: top(["City Hotel", 79330], ["Resort Hotel", 40060]) },
    { name: "is_canceled", type: "BIGINT", missing: 0, distinct: 2, quantiles: q(0, 0, 0, 0, 1, 1, 1), top: top(["0", 75166], ["1", 44224]) },
    { name: "lead_time", type: "BIGINT", missing: 0, distinct: 479, quantiles: q(0, 0, 18, 69, 160, 320, 737), top: top(["0", 6345], ["1", 3460], ["2", 2069]) },
    { name: "arrival_date_year", type: "BIGINT", missing: 0, distinct: 3, quantiles: q(2015, 2015, 2016, 2016, 2017, 2017, 2017), top: top(["2016", 56707], ["2017", 40687], ["2015", 21996]) },
    { name: "arrival_date_month", type: "VARCHAR", missing: 0, distinct: 12, quantiles: [], top: top(["August", 13877], ["July", 12661], ["May", 11791], ["October", 11160]) },
    { name: "stays_in_weekend_nights", type: "BIGINT", missing: 0, distinct: 17, quantiles: q(0, 0, 0, 1, 2, 2, 19), top: top(["0", 51998], ["2", 33308], ["1", 30626]) },
    { name: "stays_in_week_nights", type: "BIGINT", missing: 0, distinct: 35, quantiles: q(0, 0, 1, 2, 3, 5, 50), top: top(["2", 33684], ["1", 30310], ["3", 22258]) },
    { name: "adults", type: "BIGINT", missing: 0, distinct: 14, quantiles: q(0, 1, 2, 2, 2, 3, 55), top: top(["2", 89680], ["1", 23027]) },
    { name: "children", type: "BIGINT", missing: 4, distinct: 5, quantiles: q(0, 0, 0, 0, 0, 1, 10), top: top(["0", 110796], ["1", 4861]) },
    { name: "country", type: "VARCHAR", missing: 488, distinct: 177, quantiles: [], top: top(["PRT", 48590], ["GBR", 12129], ["FRA", 10415], ["ESP", 8568]) },
    { name: "market_segment", type: "VARCHAR", missing: 0, distinct: 8, quantiles: [], top: top(["Online TA", 56477], ["Offline TA/TO", 24219], ["Groups", 19811], ["Direct", 12606]) },
    { name: "distribution_channel", type: "VARCHAR", missing: 0, distinct: 5, quantiles: [], top: top(["TA/TO", 97870], ["Direct", 14645], ["Corporate", 6677]) },
    { name: "previous_cancellations", type: "BIGINT", missing: 0, distinct: 15, quantiles: q(0, 0, 0, 0, 0, 1, 26), top: top(["0", 112906], ["1", 6051]) },
    { name: "reserved_room_type", type: "VARCHAR", missing: 0, distinct: 10, quantiles: [], top: top(["A", 85994], ["D", 19201], ["E", 6535]) },
    { name: "assigned_room_type", type: "VARCHAR", missing: 0, distinct: 12, quantiles: [], top: top(["A", 74053], ["D", 25322], ["E", 7806]) },
    { name: "deposit_type", type: "VARCHAR", missing: 0, distinct: 3, quantiles: [], top: top(["No Deposit", 104641], ["Non Refund", 14587], ["Refundable", 162]) },
    { name: "agent", type: "VARCHAR", missing: 16340, distinct: 333, quantiles: [], top: top(["9", 31961], ["240", 13922], ["1", 7191]) },
    { name: "company", type: "VARCHAR", missing: 112593, distinct: 352, quantiles: [], top: top(["40", 927], ["223", 784]) },
    { name: "customer_type", type: "VARCHAR", missing: 0, distinct: 4, quantiles: [], top: top(["Transient", 89613], ["Transient-Party", 25124], ["Contract", 4076]) },
    { name: "adr", type: "DOUBLE", missing: 0, distinct: 8879, quantiles: q(-6.38, 38.4, 69.29, 94.575, 126, 193.5, 5400), top: top(["62", 3754], ["75", 2715], ["0", 1959]) },
    { name: "total_of_special_requests", type: "BIGINT", missing: 0, distinct: 6, quantiles: q(0, 0, 0, 0, 1, 2, 5), top: top(["0", 70318], ["1", 33226]) },
    { name: "reservation_status", type: "VARCHAR", missing: 0, distinct: 3, quantiles: [], top: top(["Check-Out", 75166], ["Canceled", 43017], ["No-Show", 1207]) },
    { name: "reservation_status_date", type: "DATE", missing: 0, distinct: 926, quantiles: [], top: top(["2015-10-21", 1461], ["2015-07-06", 805]) },
  ],
};

const FEATURES = ["lead_time", "adr", "deposit_type", "market_segment", "customer_type", "distribution_channel", "hotel", "adults", "children", "week_nights", "weekend_nights", "previous_cancellations"];
export const views: View[] = [
  {
    name: "booking", source: "bookings", entity: "booking_id", rows: 119352, snapshot: `sha256:${hex(next, 64)}`, commit: COMMIT,
    features: FEATURES.map((name) => ({ name, type: ["deposit_type", "market_segment", "customer_type", "distribution_channel", "hotel"].includes(name) ? "VARCHAR" : name === "adr" ? "DOUBLE" : "BIGINT" })),
    sql: "select\n  booking_id,\n  booked_at,\n  lead_time,\n  least(adr, 600) as adr,\n  deposit_type,\n  market_segment,\n  stays_in_week_nights as week_nights,\n  stays_in_weekend_nights as weekend_nights\nfrom bookings\nwhere adults + coalesce(children, 0) > 0",
  },
  { name: "agent_90d", source: "bookings", entity: "agent", rows: 333, snapshot: `sha256:${hex(next, 64)}`, commit: COMMIT, features: [{ name: "agent_cancels", type: "DOUBLE" }, { name: "agent_bookings", type: "BIGINT" }], sql: "select agent, avg(is_canceled) as agent_cancels, count(*) as agent_bookings from bookings group by agent" },
];

export const pipelines: Pipeline[] = [
  { name: "feature", commit: COMMIT, parameters: {}, on: [{ event: "features.ingested" }], tasks: [{ id: "extract", uses: "extract", needs: [] }, { id: "clean", uses: "clean", needs: ["extract"] }, { id: "compute", uses: "compute", needs: ["clean"] }, { id: "ingest", uses: "ingest", needs: ["compute"] }] },
  {
    name: "training", commit: COMMIT, parameters: { trees: 200, depth: 6 }, on: [{ event: "monitoring.drift.detected", when: { endpoint: "cancellation" } }, { every: "monthly" }],
    tasks: [{ id: "prepare", uses: "training-set", needs: [] }, { id: "validate", uses: "validate", needs: ["prepare"] }, { id: "train-depth-5", uses: "train", needs: ["prepare", "validate"] }, { id: "train-depth-6", uses: "train", needs: ["prepare", "validate"] }, { id: "train-depth-8", uses: "train", needs: ["prepare", "validate"] }, { id: "evaluate", uses: "evaluate", needs: ["train-depth-5", "train-depth-6", "train-depth-8"] }, { id: "register", uses: "register", needs: ["evaluate"] }, { id: "challenge", uses: "challenge", needs: ["register"] }],
  },
];

const started = Date.now() - 161_000;
const at = (s: number): string => new Date(started + s * 1000).toISOString();
export const liveRun: PipelineRun = {
  id: "run-214", product: P, pipeline: "training", commit: COMMIT, state: "RUNNING", trigger: "evt_drift_adr", actor: "workflow", parameters: { trees: 200, depth: 6, until: "2017-08-28T00:00:00Z" }, eventTime: iso(2017, 8, 28, 23, 50), startedAt: at(0), endedAt: null,
  tasks: [
    { id: "prepare", uses: "training-set", needs: [], state: "SUCCEEDED", attempt: 1, startedAt: at(1), endedAt: at(10.4), outputs: { digest: `sha256:${hex(next, 20)}`, rows: 83546 }, error: null },
    { id: "validate", uses: "validate", needs: ["prepare"], state: "SUCCEEDED", attempt: 1, startedAt: at(11), endedAt: at(14.1), outputs: { findings: 0 }, error: null },
    { id: "train-depth-5", uses: "train", needs: ["prepare", "validate"], state: "SUCCEEDED", attempt: 1, startedAt: at(15), endedAt: at(51), outputs: { auc: 0.7741 }, error: null },
    { id: "train-depth-6", uses: "train", needs: ["prepare", "validate"], state: "SUCCEEDED", attempt: 1, startedAt: at(15), endedAt: at(56), outputs: { auc: 0.7768 }, error: null },
    { id: "train-depth-8", uses: "train", needs: ["prepare", "validate"], state: "SUCCEEDED", attempt: 2, startedAt: at(66), endedAt: at(117), outputs: { auc: 0.7752 }, error: "out of memory: it asked for 4.0 GB and needed 5.2 GB" },
    { id: "evaluate", uses: "evaluate", needs: ["train-depth-5", "train-depth-6", "train-depth-8"], state: "RUNNING", attempt: 1, startedAt: at(118), endedAt: null, outputs: {}, error: null },
    { id: "register", uses: "register", needs: ["evaluate"], state: "WAITING", attempt: 0, startedAt: null, endedAt: null, outputs: {}, error: null },
    { id: "challenge", uses: "challenge", needs: ["register"], state: "WAITING", attempt: 0, startedAt: null, endedAt: null, outputs: {}, error: null },
  ],
};
export const failedRun: PipelineRun = {
  id: "run-213", product: P, pipeline: "feature", commit: COMMIT, state: "FAILED", trigger: "evt_ingested", actor: "workflow", parameters: {}, eventTime: iso(2017, 8, 28, 12, 0), startedAt: "2026-11-24T02:11:00Z", endedAt: "2026-11-24T02:11:41Z",
  tasks: [
    { id: "extract", uses: "extract", needs: [], state: "FAILED", attempt: 3, startedAt: "2026-11-24T02:11:10Z", endedAt: "2026-11-24T02:11:40Z", outputs: {}, error: "The source 'bookings' did not answer within 30 s; check its address in features/bookings.yaml." },
    ...["clean", "compute", "ingest"].map((id, i) => ({ id, uses: id, needs: [["extract", "clean", "compute"][i] ?? ""], state: "SKIPPED", attempt: 0, startedAt: null, endedAt: null, outputs: {}, error: null })),
  ],
};
export const pipelineRuns: PipelineRun[] = [
  { ...liveRun, tasks: [] }, { ...failedRun, tasks: [] },
  ...Array.from({ length: 480 }, (_, i): PipelineRun => {
    const begin = Date.parse("2026-11-24T02:00:00Z") - i * 410_000;
    const training = i % 37 === 5;
    return { id: `run-${212 - i > 0 ? 212 - i : `old-${i}`}`, product: P, pipeline: training ? "training" : "feature", commit: i < 200 ? COMMIT : hex(random(i >> 6), 40), state: i % 61 === 7 ? "FAILED" : i % 97 === 3 ? "CANCELLED" : "SUCCEEDED", trigger: training ? "monitoring.drift.detected" : "features.ingested", actor: "workflow", parameters: {}, eventTime: new Date(Date.parse(NOW) - (i + 1) * 75_000_000).toISOString(), startedAt: new Date(begin).toISOString(), endedAt: new Date(begin + (training ? 190_000 : 9_000) * (0.6 + next())).toISOString(), tasks: [] };
  }),
];
export const taskLog = `2026-11-24T03:18:03.114Z INFO task evaluate leased by worker local-1, attempt 1
2026-11-24T03:18:03.391Z INFO features snapshot sha256:d07b… 83546 training and 35806 test rows
2026-11-24T03:18:05.020Z INFO candidates: depth 5 (0.7741), depth 6 (0.7768), depth 8 (0.7752)
2026-11-24T03:18:05.021Z INFO round 1: depth 6, rate 0.08
2026-11-24T03:18:19.877Z INFO auc=0.7768 log_loss=0.4702 gap=0.021
2026-11-24T03:18:19.902Z INFO round 2: rate 0.05, rounds 640
2026-11-24T03:18:38.455Z INFO auc=0.7781 log_loss=0.4668 gap=0.019
2026-11-24T03:18:38.460Z WARN gain 0.0013 is below patience 0.002; 2 rounds left
2026-11-24T03:18:38.471Z INFO round 3: min_child_weight 5, subsample 0.8
2026-11-24T03:18:41.903Z INFO iteration 120 auc=0.7752
2026-11-24T03:18:43.118Z INFO iteration 180 auc=0.7779
2026-11-24T03:18:44.020Z INFO iteration 240 auc=0.7790
`;

export const models: Model[] = [{ name: `${P}.cancellation`, versions: 8, champion: "7", challenger: "8" }, { name: `${P}.no-show`, versions: 2, champion: null, challenger: null }];
export const versions: ModelVersion[] = Array.from({ length: 8 }, (_, i) => {
  const v = 8 - i;
  const c = challenges.find((x) => x.challenger === String(v));
  return {
    model: `${P}.cancellation`, version: v, stage: v === 8 ? "STAGING" : v === 7 ? "PRODUCTION" : "ARCHIVED", aliases: v === 8 ? ["challenger"] : v === 7 ? ["champion"] : v === 1 ? ["first"] : [], run: `${hex(random(v), 32)}`, createdAt: c?.startedAt ?? iso(2016, 6, 30),
    metrics: { auc: 0.772 + v * 0.0012, log_loss: 0.48 - v * 0.002, calibration_gap: 0.02 + (v % 3) * 0.002 }, digest: `sha256:${hex(random(v + 100), 64)}`, files: { "model.onnx": `sha256:${hex(random(v + 100), 64)}`, "baseline.json": `sha256:${hex(random(v + 300), 64)}` }, parameters: { algorithm: "xgboost", max_depth: 6, eta: 0.08, rounds: 640 }, lineage: { pipelineRun: "run-214", build: `sha256:${hex(random(900), 64)}`, view: "booking", snapshot: 1150 + v, trainingSet: `sha256:${hex(random(v + 400), 64)}`, rows: 80_000 + v * 500, trainedUntil: c?.startedAt ?? iso(2016, 6, 30) }, commit: COMMIT, snapshot: 1150 + v,
    signature: { inputs: FEATURES.map((name) => ({ name, type: name === "adr" ? "double" : name.endsWith("type") || name === "hotel" ? "string" : "long" })), output: "score" },
    history: [
      { at: c?.startedAt ?? iso(2016, 6, 30), actor: "training", change: "registered", evidence: `/api/v1/pipeline-runs/run-214` },
      ...(c ? [{ at: c.startedAt, actor: "monitoring", change: "alias challenger", evidence: `/api/v1/products/${P}/challenges/${c.id}` }] : []),
      ...(c?.decidedAt ? [{ at: c.decidedAt, actor: "monitoring", change: c.state === "PROMOTED" ? "stage PRODUCTION, alias champion" : "stage ARCHIVED", evidence: `/api/v1/products/${P}/challenges/${c.id}` }] : []),
    ],
  };
});

export const endpoints: Endpoint[] = [{ name: "cancellation", product: P, model: `${P}.cancellation`, view: "booking", champion: { version: "7", since: iso(2017, 7, 24) }, challenger: { version: "8", since: iso(2017, 8, 28) }, share: 0, shadow: true, predictions: 40749 }];
export const predictions: Prediction[] = Array.from({ length: 200 }, (_, i) => {
  const score = Math.min(0.99, Math.max(0.02, next() * next() * 1.2 + 0.05));
  return { id: `p-${hex(next, 16)}`, key: String(119390 - i * 3), time: new Date(Date.parse(NOW) - i * 2_540_000).toISOString(), score, champion: "7", challenger: "8", challengerScore: Math.min(0.99, Math.max(0.01, score + (next() - 0.5) * 0.12)), served: i < 150 ? "7" : "6", features: { lead_time: Math.floor(next() * 60), adr: 90 + Math.round(next() * 180), deposit_type: next() < 0.03 ? "Non Refund" : "No Deposit", market_segment: ["Online TA", "Direct", "Groups"][Math.floor(next() * 3)] ?? "", customer_type: next() < 0.8 ? "Transient" : "Contract", distribution_channel: "TA/TO", hotel: next() < 0.6 ? "City Hotel" : "Resort Hotel", adults: 1 + Math.floor(next() * 3), children: next() < 0.05 ? null : 0, week_nights: Math.floor(next() * 6), weekend_nights: Math.floor(next() * 3), previous_cancellations: 0 } };
});
const even = (n: number): number[] => Array.from({ length: n }, () => 6000 + Math.round(next() * 4000));
export const baseline: Baseline = {
  auc: 0.781,
  features: FEATURES.map((name) => (name === "adr" ? { name, edges: [50, 64, 75, 85, 95, 105, 118, 134, 164], counts: [...even(10), 0] } : name === "deposit_type" ? { name, edges: [1, 2], counts: [70000, 13000, 200, 0] } : { name, edges: [1, 2, 3], counts: [...even(4), 12] })),
  prediction: { name: "prediction", edges: [0.1, 0.2, 0.3, 0.4, 0.5], counts: [...even(6), 0] },
};
export const snapshots: Snapshot[] = Array.from({ length: 40 }, (_, i) => ({ id: 1131 + i, committedAt: new Date(Date.parse("2026-11-24T03:00:00Z") - (40 - i) * 600_000).toISOString(), rows: 90_000 + i * 730, view: "booking" }));

export const drift: DriftReport = {
  endpoint: "cancellation", modelVersion: "7", from: iso(2017, 7, 30), until: iso(2017, 8, 29), rows: 1032, drifted: true,
  columns: ([["adr", 0.31, 1e-12, 3e-14, true], ["lead_time", 0.62, 1e-30, 1e-31, true], ["market_segment", 0.24, 2e-7, 1e-3, true], ["deposit_type", 0.04, 0.21, 0.4, false], ["customer_type", 0.13, 0.02, 0.09, false], ["distribution_channel", 0.09, 0.07, 0.2, false], ["hotel", 0.02, 0.4, 0.6, false], ["adults", 0.01, 0.7, 0.9, false], ["children", 0.01, 0.8, 0.95, false], ["week_nights", 0.18, 0.004, 0.01, false], ["weekend_nights", 0.03, 0.3, 0.5, false], ["previous_cancellations", 0.05, 0.2, 0.3, false], ["prediction", 0.11, 0.03, 0.04, false]] as const).map(([name, psi, chiSquareP, ksP, drifted]) => ({ name, psi, chiSquareP, ksP, drifted })),
};
export const driftHistory: DriftReport[] = Array.from({ length: 14 }, (_, i) => ({
  ...drift,
  from: iso(2016, 6 + i, 29), until: iso(2016, 7 + i, 28), rows: 2400 - i * 100, drifted: i > 8,
  columns: drift.columns.map((c, k) => { const psi = Math.round((0.02 + next() * 0.06 + (c.drifted && i > 7 ? c.psi * (i - 6) * 0.4 : 0) + (k === 3 && (i === 4 || i === 5) ? 0.45 : 0)) * 1000) / 1000; const base = baseline.features.find((f) => f.name === c.name) ?? baseline.prediction; return { ...c, psi, drifted: psi > 0.2, edges: base.edges, expected: base.counts, actual: base.counts.map((n, b) => Math.round((n / 40) * (0.6 + next() * 0.5 + psi * b * 0.4))) }; }),
}));
export const monitors: Monitor[] = [
  { name: "cancellation-quality", endpoint: "cancellation", model: `${P}.cancellation`, ripeness: { afterDays: 3, feature: "lead_time" }, drift: { windowDays: 30, minSample: 500, psi: 0.2, alpha: 0.01, columns: 2 }, accuracy: { windowDays: 30, minLabels: 300, drop: 0.02, alpha: 0.05 }, challenge: { backtestDays: 60, minLabels: 500, deadlineDays: 60, requiredGain: 0.005, margin: 0.005, alpha: 0.05, keepStatic: "FIRST", watchDays: 60 }, budget: { coolDownDays: 14, alerts: 6, days: 90 } },
];

export function trace(id: string): Trace {
  const base = `/products/${P}`;
  const run = versions[1]?.run ?? "r";
  const kinds: Record<string, [string, string]> = { f: ["features", id], mv: ["model version", `${P}.cancellation/7`], run: ["run", run], build: ["build", "build"], ts: ["training set", `${P}.cancellation/7`], snap: ["data snapshot", "booking/1171"], commit: ["commit", "commit"], goal: ["goal", P] };
  const node = (kind: string, nid: string, title: string, facts: Record<string, string>, parents: string[], href: string | null = null) => ({ kind, id: Object.values(kinds).find(([k]) => k === kind)?.[1] ?? nid, title, facts, href, parents: parents.map((p) => ({ kind: kinds[p]?.[0] ?? p, id: kinds[p]?.[1] ?? p })) });
  return {
    id,
    nodes: [
      node("prediction", id, `Prediction ${id}`, { key: "118204", time: iso(2017, 8, 6, 10, 42), score: "0.7104", label: "cancelled on 2017-08-19" }, ["f", "mv"]),
      node("features", "f", "booking, 12 features", { view: "booking", lead_time: "61", adr: "142", deposit_type: "No Deposit" }, ["snap"], `${base}/views/booking`),
      node("model version", "mv", "cancellation v7", { stage: "PRODUCTION", digest: "sha256:9c2ee841…", aliases: "champion" }, ["run"], `${base}/models/${P}.cancellation/versions/7`),
      node("run", run, "Run of training", { auc: "0.7810", depth: "6", trees: "200", seconds: "41" }, ["ts", "build"], `${base}/runs/${run}`),
      node("training set", "ts", "Training set until 2017-06-10", { rows: "83 546", digest: "sha256:5be0…77" }, ["snap"]),
      node("data snapshot", "snap", "Snapshot of booking", { rows: "113 806", digest: "sha256:d07b…52" }, ["commit"], `${base}/views/booking`),
      node("build", "build", "Delivery of 77ab410", { steps: "lint, build, test, package", artifact: "hotel-bookings@sha256:41d0…" }, ["commit"], `${base}/deliveries/d-88`),
      node("commit", "commit", "Cap rounds by patience", { commit: "77ab410", author: "M. Lindqvist", at: "2017-06-09" }, ["goal"], `${base}/commits`),
      node("goal", "goal", "Lose fewer rooms to cancellations", { kpi: "rooms lost to cancellations", target: "< €1 500 000 a year", file: "product.yaml" }, [], base),
    ],
  };
}

export const deliveries: Delivery[] = Array.from({ length: 24 }, (_, i) => {
  const failed = i === 4;
  const kind = i % 3 === 1 ? "PROMOTION" : "DELIVERY";
  const names = kind === "DELIVERY" ? ["lint", "build", "test", "package", "deliver"] : ["build", "test", "canary", "deploy"];
  const begin = Date.parse("2026-11-24T03:00:00Z") - i * 31_000_000;
  return {
    id: `d-${88 - i}`, commit: i === 0 ? COMMIT : hex(random(i + 900), 40), kind, state: i === 0 ? "RUNNING" : failed ? "FAILED" : "SUCCEEDED", startedAt: new Date(begin).toISOString(), endedAt: i === 0 ? null : new Date(begin + 192_000).toISOString(), artifact: i === 0 || failed ? null : `hotel-bookings@sha256:${hex(random(i + 900), 12)}`, run: `run-c1-${88 - i}`,
    steps: names.map((name, s) => ({ name, state: i === 0 ? (s < 2 ? "SUCCEEDED" : s === 2 ? "RUNNING" : "WAITING") : failed ? (s < 2 ? "SUCCEEDED" : s === 2 ? "FAILED" : "SKIPPED") : "SUCCEEDED", seconds: i === 0 && s > 1 ? null : failed && s > 2 ? null : [4.1, 38, 71, 22, 9][s] ?? 5, error: failed && s === 2 ? "tests/test_features.py::test_adr_is_capped failed: expected 600, was 5400" : null })),
  };
});
export const commits = deliveries.map((d, i) => ({ id: d.commit, message: ["Cap adr at 600", "Depth 6 by default", "Watch lead_time for ripeness only", "Drop assigned_room_type: known at check-in"][i % 4] ?? "", author: ["Mika Lindqvist", "Ana Ribeiro", "Jon Vale"][i % 3] ?? "", time: d.startedAt }));

let position = 48213;
function event(type: string, data: Record<string, unknown>, when: string, subject = P): LogEvent {
  position--;
  return { id: `ev-${hex(random(position), 12)}`, type, source: type.split(".")[0] ?? "", subject, product: P, actor: "workflow", time: "2026-11-24T03:14:00Z", eventTime: when, position, hash: hex(random(position), 64), data: data as LogEvent["data"] };
}
export function makeEvents(): LogEvent[] {
  position = 48214;
  const out: LogEvent[] = [
    event("workflow.task.started", { run: "run-214", pipeline: "training", task: "evaluate", attempt: 1 }, iso(2017, 8, 29, 14, 19), "run-214"),
    event("workflow.task.failed", { run: "run-213", pipeline: "feature", task: "extract", error: "The source 'bookings' did not answer within 30 s." }, iso(2017, 8, 29, 14, 18), "run-213"),
    event("workflow.run.started", { run: "run-214", pipeline: "training", trigger: "monitoring.drift.detected" }, iso(2017, 8, 29, 14, 16), "run-214"),
    event("source.push", { ref: "refs/heads/main", after: COMMIT }, iso(2017, 8, 29, 14, 2), "refs/heads/main"),
    event("delivery.run.started", { id: "d-88", commit: COMMIT }, iso(2017, 8, 29, 14, 2), "d-88"),
    event("monitoring.drift.detected", { ...drift }, iso(2017, 8, 28, 23, 50), "cancellation"),
    event("monitoring.challenge.started", { ...challenges[6] }, iso(2017, 8, 28, 23, 55), challenges[6]?.id),
    event("monitoring.data.arrived", { accepted: 41 }, iso(2017, 8, 28, 18, 0)),
    event("features.snapshot.committed", { view: "booking", snapshot: "sha256:d07b52aa01", rows: 119352 }, iso(2017, 8, 28, 6, 0), "booking"),
    event("monitoring.challenge.decided", { ...challenges[5] }, iso(2017, 7, 24, 9, 31), challenges[5]?.id),
    event("registry.version.promoted", { model: `${P}.cancellation`, version: 7 }, iso(2017, 7, 24, 9, 31)),
    event("registry.version.registered", { model: `${P}.cancellation`, version: 7 }, iso(2017, 6, 11, 16, 4)),
    event("monitoring.drift.detected", { endpoint: "cancellation", columns: [{ name: "market_segment", psi: 0.39, drifted: true }] }, iso(2017, 6, 11, 15, 58), "cancellation"),
    event("monitoring.drift.detected", { endpoint: "cancellation", columns: [{ name: "adr", psi: 0.27, drifted: true }] }, iso(2017, 4, 20, 3, 0), "cancellation"),
    event("monitoring.accuracy.dropped", { endpoint: "cancellation", auc: 0.733, reference: 0.779, rows: 812 }, iso(2016, 11, 7, 3, 0), "cancellation"),
    event("monitoring.drift.detected", { endpoint: "cancellation", columns: [{ name: "deposit_type", psi: 0.52, drifted: true }, { name: "market_segment", psi: 0.33, drifted: true }] }, iso(2016, 11, 3, 3, 0), "cancellation"),
  ];
  for (let i = 0; i < 2600; i++) {
    const when = new Date(Date.parse(iso(2017, 6, 10)) - i * 9_000_000).toISOString();
    out.push(i % 4 === 0 ? event("time.advanced", { at: when }, when) : i % 4 === 1 ? event("features.snapshot.committed", { view: "booking", rows: 119000 - i * 9 }, when, "booking") : i % 4 === 2 ? event("monitoring.data.arrived", { accepted: (i * 7) % 61 }, when) : event("workflow.run.succeeded", { run: `run-${200 - i}`, pipeline: "feature", seconds: 8 + (i % 5) }, when));
  }
  return out;
}

export const experiments = [{ experiment_id: "1", name: `${P}/tune` }, { experiment_id: "2", name: `${P}/training` }, { experiment_id: "3", name: `${P}/assistant` }, { experiment_id: "9", name: "something-else" }];
const DIFF = "diff --git a/src/features.py b/src/features.py\nindex 3f2a1b0..8c9d0e1 100644\n--- a/src/features.py\n+++ b/src/features.py\n@@ -14,7 +14,9 @@ def encode(rows):\n     rows = rows.dropna()\n-    rows[\"lead_bin\"] = pd.cut(rows.lead_time, 8)\n+    bins = [0, 1, 7, 30, 90, 180, 365, 740]\n+    rows[\"lead_bin\"] = pd.cut(rows.lead_time, bins)\n+    rows[\"same_day\"] = rows.lead_time == 0\n     return rows\n";

/** Most come from a pipeline and say so; one is a notebook's with changes that no commit holds. */
function origin(i: number): { key: string; value: string }[] {
  if (i % 4 === 1) return [{ key: "mlflow.source.type", value: "NOTEBOOK" }, { key: "mlflow.source.name", value: "notebooks/lead-time.ipynb" }, { key: "mlflow.source.git.branch", value: "lead-time" }, { key: "mlflow.source.git.dirty", value: "true" }, { key: "mlflow.source.git.diff", value: DIFF }];
  if (i % 4 === 2) return [];
  return [{ key: "mlflow.source.type", value: "JOB" }, { key: "mlflow.source.name", value: "run-214/train" }, { key: "mlflow.source.git.dirty", value: "false" }, { key: "loopline.host", value: "gpu-2.ml.example" }, { key: "loopline.attempt", value: i === 3 ? "2" : "1" }];
}

function machine(): { key: string; value: number; step: number }[] {
  const names = ["cpu_utilization_percentage", "process_cpu_utilization_percentage", "system_memory_usage_percentage", "system_memory_usage_megabytes", "process_memory_usage_megabytes", "disk_usage_percentage", "disk_usage_megabytes", "disk_available_megabytes", "network_receive_megabytes", "network_transmit_megabytes", "gpu_0_utilization_percentage", "gpu_0_memory_usage_percentage", "gpu_0_power_usage_watts"];
  return names.map((name, i) => ({ key: `system/${name}`, value: 40 + i * 3, step: 590 }));
}

export const mlRuns: MlRun[] = Array.from({ length: 2400 }, (_, i) => {
  const algorithm = ["xgboost", "xgboost", "lightgbm", "logistic"][Math.floor(next() * 4)] ?? "xgboost";
  const failed = i % 53 === 8;
  const start = Date.parse("2026-11-24T03:10:00Z") - i * 311_000;
  const auc = 0.78 - Math.abs(next() - 0.2) * 0.05 - (algorithm === "logistic" ? 0.03 : 0) - i * 0.000004;
  return {
    info: { run_id: hex(next, 32), run_name: ["tune depth and rate", "baseline by segment", "ablation: no country", "notebook: lead-time bins"][Math.floor(next() * 4)] ?? "", experiment_id: i % 3 ? "1" : "2", status: i === 0 ? "RUNNING" : failed ? "FAILED" : "FINISHED", start_time: start, end_time: i === 0 ? undefined : start + Math.round(20_000 + next() * 180_000), user_id: ["ana", "mika", "workflow"][i % 3] ?? "", artifact_uri: "mlflow-artifacts:/1" },
    data: {
      metrics: failed || i === 0 ? (i === 0 ? machine() : []) : [...(i === 3 ? machine() : []), { key: "auc", value: auc, step: 590 }, { key: "log_loss", value: 1.24 - auc, step: 590 }],
      params: [{ key: "algorithm", value: algorithm }, { key: "seed", value: "8121985440261379" }, ...(algorithm === "logistic" ? [] : [{ key: "max_depth", value: String(3 + Math.floor(next() * 8)) }, { key: "learning_rate", value: [0.03, 0.05, 0.08, 0.1][Math.floor(next() * 4)]?.toString() ?? "" }]), { key: "rounds", value: String(100 * (1 + Math.floor(next() * 9))) }],
      tags: [{ key: "mlflow.source.git.commit", value: COMMIT }, { key: "loopline.pipelineRun", value: "run-214" }, ...origin(i)],
    },
  };
});
export function history(key: string, seed: number): { key: string; value: number; step: number; timestamp: number }[] {
  const wobble = random(seed);
  if (key.startsWith("system/")) {
    const full = key.includes("percentage") ? 100 : key.includes("watts") ? 300 : 8000;
    const steady = /disk|memory/.test(key) && !key.includes("process");
    return Array.from({ length: 60 }, (_, i) => ({ key, step: i * 5, timestamp: Date.parse("2026-11-24T03:00:00Z") + i * 5000, value: full * (steady ? 0.42 + i * 0.001 : key.includes("network") ? i * 0.0004 : i < 3 || i > 56 ? 0.08 : 0.82 + (wobble() - 0.5) * 0.2) }));
  }
  const up = !key.includes("loss");
  return Array.from({ length: 60 }, (_, i) => ({ key, step: i * 10, timestamp: Date.parse("2026-11-24T03:00:00Z") + i * 1000, value: (up ? 0.78 - 0.1 * Math.exp(-i / 9) : 0.46 + 0.23 * Math.exp(-i / 9)) + (wobble() - 0.5) * 0.003 }));
}
export const eventTime = { product: P, at: NOW, replayed: true };
