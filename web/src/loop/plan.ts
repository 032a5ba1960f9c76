/** Where each step stands on the map, what fills it, and where it leads: the paper's Figure 4. */

export interface Station {
  number: number;
  label: string;
  zone: "A" | "B1" | "B2" | "C" | "D";
  x: number;
  y: number;
  /** Where the label stands: right of the station, above it, or nowhere (the component's card says it). */
  side: "right" | "above" | "card";
  anchor?: "start" | "middle" | "end";
  /** Shown under the label while nothing has filled the step. */
  hint: string;
  /** What fills it, as a sentence, and the command. */
  teach: string;
  command?: string;
  /** The product's page that shows it. */
  part: string;
}

const a = (number: number, y: number, label: string, hint: string, teach: string, part: string, command?: string): Station => ({
  number, label, zone: "A", x: 46, y, side: "right", hint, teach, part, ...(command ? { command } : {}),
});
const b = (zone: "B1" | "B2", number: number, y: number, label: string, hint: string, teach: string, part: string, command?: string): Station => ({
  ...a(number, y, label, hint, teach, part, command), zone,
});
const c = (number: number, x: number, label: string, hint: string, teach: string, part: string, anchor: "start" | "middle" | "end" = "middle"): Station => ({
  number, label, zone: "C", x, y: 66, side: "above", anchor, hint, teach, part,
});
const d = (number: number, x: number, y: number, label: string, side: "above" | "card", teach: string, part: string): Station => ({
  number, label, zone: "D", x, y, side, hint: "", teach, part, anchor: "middle",
});

const PUSH = "git push loopline main";
const UPLOAD = "curl -T {source}.csv {origin}/api/v1/products/{product}/sources/{source}/files/{source}.csv";
const ROWS = "curl -H 'Content-Type: application/json' -d @rows.json {origin}/api/v1/products/{product}/sources/{source}/rows";

/** A station's command, for this server, product and source. */
export const commandFor = (command: string, product: string, source: string): string =>
  command.replaceAll("{origin}", window.location.origin).replaceAll("{product}", encodeURIComponent(product)).replaceAll("{source}", encodeURIComponent(source));

export const STATIONS: Station[] = [
  a(1, 50, "Business problem", "product.yaml: goal, kpi, value", "The goal, its measure of success, and what a right and a wrong prediction are worth, in product.yaml.", "product", PUSH),
  a(2, 99, "Architecture", "product.yaml: architecture", "Which engines were chosen and why, in product.yaml.", "product", PUSH),
  a(3, 148, "ML problem", "product.yaml: problem", "Classification or regression, the target, the metric and its threshold, in product.yaml.", "product", PUSH),
  a(4, 197, "Data requirement", "product.yaml: data", "Entity, fields, label, history and freshness, in product.yaml.", "product", PUSH),
  a(5, 246, "Sources and analysis", "a raw source, analysed", "A raw source and its first analysis: distributions, missing values, label lag, leakage suspects.", "sources", UPLOAD),
  b("B1", 6, 334, "Transformation, cleaning", "features/*.yaml: cleaning", "Rules that transform and clean, versioned beside the code.", "views", PUSH),
  b("B1", 7, 380, "Feature engineering", "features/*.yaml: views", "Rules that compute features, versioned beside the code.", "views", PUSH),
  b("B2", 8, 466, "Connect", "a source to connect to", "Rows as they come: rows.json holds {\"rows\": [{…}, …]}.", "sources", ROWS),
  b("B2", 9, 516, "Extract", "runs as data arrives", "The feature pipeline reads what arrived.", "sources"),
  b("B2", 10, 566, "Transform, clean", "rules from 6", "The cleaning rules applied to what was extracted.", "views"),
  b("B2", 11, 616, "Compute features", "rules from 7", "The feature rules applied to what is clean.", "views"),
  b("B2", 12, 666, "Ingest", "offline and online", "A snapshot in the offline store, values in the online store.", "views"),
  c(13, 434, "Analyse", "an analysis", "Analysis of the data before a model is chosen.", "sources", "start"),
  c(14, 552, "Prepare, split", "a training set", "A training set from a snapshot, split by time.", "pipelines"),
  c(15, 670, "Train", "the training pipeline", "A run of an algorithm with its settings, by the training pipeline. Runs of any MLflow client show under Runs.", "runs"),
  c(16, 788, "Validate", "until good enough", "Rounds of training and validation until the metric is good.", "runs"),
  c(17, 906, "Export, commit", "git push", "A commit: C1 builds, tests and delivers.", "deliveries", "end"),
  d(18, 496, 338, "Pull features", "above", "The training pipeline pulls versioned features.", "pipelines"),
  d(19, 580, 338, "Prepare, split", "above", "It prepares, validates and splits them.", "pipelines"),
  d(20, 664, 338, "Train", "above", "It trains on the new data with the chosen settings.", "pipelines"),
  d(21, 748, 338, "Evaluate", "above", "It evaluates, and adjusts until the metric is good.", "pipelines"),
  d(22, 832, 338, "Export", "above", "It exports the model.", "pipelines"),
  d(23, 916, 338, "Register", "above", "It pushes the model to the registry, with its lineage.", "models"),
  d(24, 747, 536, "Deployment", "card", "A promotion to production starts the deployment.", "deliveries"),
  d(25, 607, 536, "Serving", "card", "Predictions of the champion, beside its challenger.", "endpoints"),
  d(26, 467, 536, "Monitoring", "card", "Data, predictions and quality, watched as event time moves.", "monitors"),
  d(27, 412, 666, "Feedback", "above", "What monitoring found goes back to experimentation, to data engineering and to the scheduler.", "monitors"),
  d(28, 412, 338, "Trigger", "above", "Drift, a drop in quality, new data or a schedule starts the training again.", "monitors"),
];

export const stationOf = (number: number): Station | undefined => STATIONS.find((s) => s.number === number);

/** The tracks between neighbours, as paths; drawn in the zone's colour once both ends are filled. */
export const TRACKS: { from: number; to: number; tone: "a" | "b" | "c" | "d"; d: string }[] = [
  ...[[1, 2, 50, 99], [2, 3, 99, 148], [3, 4, 148, 197], [4, 5, 197, 246]].map(([from = 0, to = 0, y = 0, z = 0]) => ({ from, to, tone: "a" as const, d: `M46 ${y} V${z}` })),
  ...[[5, 6, 246, 334], [6, 7, 334, 380], [7, 8, 380, 466], [8, 9, 466, 516], [9, 10, 516, 566], [10, 11, 566, 616], [11, 12, 616, 666]].map(
    ([from = 0, to = 0, y = 0, z = 0]) => ({ from, to, tone: "b" as const, d: `M46 ${y} V${z}` }),
  ),
  { from: 12, to: 12, tone: "b", d: "M46 666 H303 Q317 666 317 652 V500" },
  { from: 12, to: 13, tone: "c", d: "M317 250 V80 Q317 66 331 66 H434" },
  ...[[13, 14, 434, 552], [14, 15, 552, 670], [15, 16, 670, 788], [16, 17, 788, 906]].map(([from = 0, to = 0, x = 0, z = 0]) => ({ from, to, tone: "c" as const, d: `M${x} 66 H${z}` })),
  { from: 17, to: 17, tone: "c", d: "M906 66 V176" },
  { from: 17, to: 17, tone: "c", d: "M824 205 H810" },
  { from: 17, to: 17, tone: "c", d: "M664 205 H634" },
  ...[[28, 18, 412, 496], [18, 19, 496, 580], [19, 20, 580, 664], [20, 21, 664, 748], [21, 22, 748, 832], [22, 23, 832, 916]].map(
    ([from = 0, to = 0, x = 0, z = 0]) => ({ from, to, tone: "d" as const, d: `M${x} 338 H${z}` }),
  ),
  { from: 23, to: 23, tone: "d", d: "M916 338 V494" },
  { from: 23, to: 24, tone: "d", d: "M887 536 H747" },
  { from: 24, to: 25, tone: "d", d: "M747 536 H607" },
  { from: 25, to: 26, tone: "d", d: "M607 536 H467" },
];

export const FEEDBACK = {
  experimentation: "M412 666 H388 Q380 666 380 658 V112 Q380 104 388 104 H426 Q434 104 434 96 V77",
  engineering: "M412 666 V716 Q412 724 404 724 H18 Q10 724 10 716 V364 Q10 356 18 356 H43",
  scheduler: "M412 666 V338",
  monitoring: "M467 642 V666 H422",
};
