import { page } from "./router.tsx";

/** What an address of MLflow's own pages names, as its clients print it: `#/experiments/3/runs/5b1c`, `#/models/iris/versions/2`. */
export type Named = { experiment: string; run: string | null; traces: boolean } | { model: string; version: string | null };

const EXPERIMENT = /^#\/experiments\/([^/?]+)(?:\/(?:runs\/([^/?]+)|(traces)(?=[/?]|$)))?/;
const MODEL = /^#\/models\/([^/?]+)(?:\/versions\/([^/?]+))?/;

export function namedBy(hash: string): Named | null {
  try {
    const [, experiment, run, traces] = EXPERIMENT.exec(hash) ?? [];
    if (experiment) return { experiment: decodeURIComponent(experiment), run: run ? decodeURIComponent(run) : null, traces: traces !== undefined };
    const [, model, version] = MODEL.exec(hash) ?? [];
    return model ? { model: decodeURIComponent(model), version: version ? decodeURIComponent(version) : null } : null;
  } catch {
    return null;
  }
}

/** Among whose pages an experiment is: those of what stands before the first slash of its name, whether a product or not. */
export const homeOf = (experiment: string): string => experiment.split("/")[0] || experiment;

/** Among whose pages a model is: its product's, or those of its own name. */
export const homeOfModel = (model: string, product: string): string => product || model;

export const runsOf = (product: string, experimentId: string): string => `${page(product, "runs")}?experiment=${encodeURIComponent(experimentId)}`;
