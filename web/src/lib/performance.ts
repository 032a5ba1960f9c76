import type { Month } from "./types.ts";

/** Fewer labels than this give no mean worth a line. */
export const FEW = 30;

/** The months that means and lines are drawn from: enough labels, and both models scored. */
export const ripe = <M extends Month>(months: M[]): M[] => months.filter((m) => m.labels >= FEW && typeof m.loop === "number" && typeof m.first === "number");

export function mean(values: (number | null | undefined)[]): number | null {
  const known = values.filter((v): v is number => typeof v === "number");
  return known.length ? known.reduce((x, y) => x + y, 0) / known.length : null;
}

/** The loop's mean AUC and its first model's, over the same months wherever they are told. */
export function means(months: Month[]): { loop: number | null; still: number | null; months: number } {
  const of = ripe(months);
  return { loop: mean(of.map((m) => m.loop)), still: mean(of.map((m) => m.first)), months: of.length };
}
