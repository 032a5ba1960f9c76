import type { Json, Prediction, ValueCount } from "./types.ts";

/** What a feature held over the newest predictions. */
export interface Lately {
  rows: number;
  missing: number;
  distinct: number;
  /** The least, 5, 25, 50, 75, 95 per cent, and the most; empty where it is no number. */
  quantiles: number[];
  top: ValueCount[];
}

const SHARES = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

export function lately(predictions: Prediction[], feature: string): Lately {
  const values = predictions.flatMap((p) => (p.features && feature in p.features ? [p.features[feature] as Json] : []));
  const known = values.filter((v) => v !== null);
  const counts = new Map<string, number>();
  for (const v of known) counts.set(String(v), (counts.get(String(v)) ?? 0) + 1);
  const numbers = known.filter((v): v is number => typeof v === "number").sort((a, b) => a - b);
  const numeric = numbers.length > 0 && numbers.length === known.length;
  return {
    rows: values.length,
    missing: values.length - known.length,
    distinct: counts.size,
    quantiles: numeric ? SHARES.map((share) => numbers[Math.min(numbers.length - 1, Math.floor(share * numbers.length))] ?? 0) : [],
    top: [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([value, count]) => ({ value, count })),
  };
}
