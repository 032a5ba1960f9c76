import { clip, commit, day, fixed, integer, length, number, plural, short, stamp, version } from "../lib/format.ts";
import type { Challenge, Delivery, Endpoint, Loop, LoopStep, Model, Performance, Pipeline, PipelineRun, Product, Source, View } from "../lib/types.ts";

/** All that the map may tell, where it is known; each part may still be on its way. */
export interface Known {
  loop: Loop;
  product?: Product | null;
  sources?: Source[];
  views?: View[];
  models?: Model[];
  endpoints?: Endpoint[];
  performance?: Performance | null;
  deliveries?: Delivery[];
  pipelines?: Pipeline[];
  runs?: PipelineRun[];
}

export const stepOf = (loop: Loop, number: number): LoopStep | undefined => loop.steps.find((s) => s.number === number);

/** One line under a station: a fact with a source, or how often and how long. Null leaves the hint. */
export function subOf(at: number, known: Known): string | null {
  const step = stepOf(known.loop, at);
  if (!step || step.state === "MISSING") return null;
  const spec = known.product?.spec;
  const first = known.sources?.[0];
  const view = known.views?.[0];
  const facts: Record<number, string | undefined> = {
    1: spec?.goal,
    2: spec?.architecture?.length ? `${spec.architecture[0]?.choice}, ${plural(spec.architecture.length, "decision")}` : undefined,
    3: spec?.problem ? [spec.problem.type, spec.problem.metric && (typeof spec.problem.threshold === "number" ? `${spec.problem.metric} ≥ ${number(spec.problem.threshold)}` : spec.problem.metric)].filter(Boolean).join(", ") : undefined,
    4: spec?.data ? [spec.data.fields?.length && plural(spec.data.fields.length, "field"), spec.data.label && `label ${spec.data.label.column}`].filter(Boolean).join(", ") : undefined,
    5: first ? [first.rows && `${integer(first.rows)} rows`, first.revision ? `${first.name}, revision ${first.revision}` : first.name].filter(Boolean).join(", ") : undefined,
    7: view ? `${view.name}, ${plural(view.features.length, "feature")}` : undefined,
    12: view?.rows ? `${integer(view.rows)} rows` : undefined,
    17: known.deliveries?.[0] ? commit(known.deliveries[0].commit) : undefined,
  };
  const fact = facts[at];
  if (fact) return fact;
  // Zone C's stations stand close: 13 and 17 have room for little.
  if (at === 13) return step.count === 1 ? "once" : `${integer(step.count)} times`;
  return at >= 14 && at <= 16 ? howOften(step).replace("last ", "") : howOften(step);
}

export function howOften(step: LoopStep): string {
  const times = step.count === 1 ? "once" : `${integer(step.count)} times`;
  if (step.state === "RUNNING") return `runs, ${times} before`;
  if (step.state === "FAILED") return step.lastEvent ? `failed, ${times} done` : "failed";
  return step.seconds === null || step.seconds === undefined ? times : `${times}, last ${length(step.seconds)}`;
}

/** Lines of the components' cards: what is so now, or what they wait for. */
export function cards(known: Known): Record<string, string[]> {
  const { loop, views = [], models = [], endpoints = [], deliveries = [], runs = [] } = known;
  const done = (n: number): boolean => stepOf(loop, n)?.state !== "MISSING";
  const running = loop.turns.find((t) => t.state === "RUNNING");
  const endpoint = endpoints[0];
  const model = models[0];
  const delivery = deliveries[0];
  const kept = deliveries.find((d) => d.artifact);
  const view = views[0];
  const tried = stepOf(loop, 15);
  const trained = stepOf(loop, 20);
  const months = known.performance?.months.filter((m) => typeof m.loop === "number") ?? [];
  const last = months.at(-1);
  const lines = (...all: (string | false | null | undefined)[]): string[] => all.filter((t): t is string => Boolean(t));
  return {
    offline: view ? lines(view.snapshot ? `snapshot ${clip(String(view.snapshot).replace(/^sha256:/, ""), 9)}` : "no snapshot", view.rows ? `${integer(view.rows)} rows` : null, plural(view.features.length, "feature")) : ["no snapshot"],
    online: done(25) && view ? lines(`view ${clip(view.name, 12)}`, plural(view.features.length, "feature")) : ["no keys"],
    experiments: tried && tried.state !== "MISSING" ? lines(howOften(tried)) : ["waits for a first run"],
    training: trained && trained.state !== "MISSING" ? lines(howOften(trained)) : ["waits for a first run"],
    metadata: trained && trained.state !== "MISSING" ? lines(plural(trained.count, "tracked run"), runs[0] && `last pipeline ${stamp(runs[0].eventTime).slice(0, 10)}`) : ["records every run"],
    repository: known.product?.commit ? lines(`main ${commit(known.product.commit)}`) : ["git push starts it"],
    delivery: delivery ? lines(`${delivery.kind.toLowerCase()} ${delivery.state.toLowerCase()}`, `${commit(delivery.commit)}, ${plural(delivery.steps.length, "step")}`) : ["waits for the first push"],
    artifacts: kept?.artifact ? lines(short(kept.artifact, 20), `by ${kept.kind.toLowerCase()}${kept.version ? ` of ${version(kept.version)}` : ` of ${commit(kept.commit)}`}`) : ["empty"],
    registry: model ? lines(`${version(model.champion)} champion`, running ? `${version(running.challenger)} challenges` : model.challenger ? `${version(model.challenger)} challenger` : null, plural(model.versions, "version")) : ["no model yet", "train, then register"],
    deployment: done(24) ? lines(delivery && delivery.kind === "PROMOTION" ? `last ${delivery.state.toLowerCase()}` : null, endpoint?.champion ? `${version(endpoint.champion.version)} live` : null, endpoint?.champion?.since ? `since ${day(endpoint.champion.since)}` : null) : ["nothing to deploy"],
    serving: endpoint ? lines(endpoint.champion ? `${version(endpoint.champion.version)} champion` : "no champion yet", endpoint.challenger ? challengerLine(endpoint) : null, endpoint.predictions ? `${integer(endpoint.predictions)} predictions` : null) : ["no endpoint", "serving.yaml"],
    monitoring: last ? lines(`AUC ${fixed(last.loop)} in ${last.month}`, typeof last.first === "number" ? `static ${fixed(last.first)}` : null) : done(26) ? ["watches; labels", "still arriving"] : ["nothing to watch", "monitoring.yaml"],
  };
}

function challengerLine(endpoint: Endpoint): string {
  const c = endpoint.challenger;
  if (!c) return "";
  const share = c.split ?? endpoint.share ?? 0;
  return share > 0 ? `${version(c.version)} on ${number(share * 100, 3)} %` : `${version(c.version)} in shadow`;
}

/** "closed 5 times in 14 months, last on 24 Jul 2017; one turn under way". */
export function sentence(loop: Loop): string {
  const decided = loop.turns.filter((t) => t.decidedAt);
  const running = loop.turns.filter((t) => t.state === "RUNNING").length;
  const filled = loop.steps.filter((s) => s.state !== "MISSING").length;
  const turning = running === 0 ? "" : running === 1 ? "; one turn under way" : `; ${running} turns under way`;
  if (decided.length === 0) return filled === 0 ? "Not started. Each empty station says what fills it." : `${filled} of ${loop.steps.length} steps filled; the loop has not closed yet${turning}`;
  const promoted = decided.filter((t) => t.state === "PROMOTED").length;
  const last = decided.reduce((x: Challenge, y) => ((x.decidedAt ?? "") > (y.decidedAt ?? "") ? x : y));
  return `closed ${decided.length === 1 ? "once" : `${decided.length} times`}, ${promoted} promoted, last on ${day(last.decidedAt)}${turning}`;
}
