import { expect, it } from "vitest";
import type { Run } from "../src/lib/mlflow.ts";
import { pagesOf, placed, spanOf } from "../src/lib/runrows.ts";
import { rowsAround } from "../src/ui/rowsinsight.ts";

const page = (number: number, ids: string[], next: string | null) => ({ page: number, runs: ids.map((id) => ({ id }) as Run), next });
const hundred = (from: number): string[] => Array.from({ length: 100 }, (_, i) => `r${from + i}`);

it("reads the first page, those in sight, and then those beside them", () => {
  expect(pagesOf(spanOf(0, 40), 20_000)).toEqual({ inSight: [0], beside: [1] });
  expect(pagesOf(spanOf(9_990, 10_030), 20_000)).toEqual({ inSight: [0, 99, 100], beside: [98, 101] });
  expect(pagesOf(spanOf(19_960, 20_000), 20_000)).toEqual({ inSight: [0, 199], beside: [198] });
  expect(pagesOf(spanOf(0, 40), 0)).toEqual({ inSight: [0], beside: [] });
  expect(pagesOf(spanOf(900, 940), 20)).toEqual({ inSight: [0], beside: [] });
});

it("puts rows at their places, and takes the end from a page that is not full", () => {
  const { rows, total } = placed([page(0, hundred(0), "a"), page(3, ["x", "y"], null)], 350);
  expect([rows[99]?.id, rows[100], rows[301]?.id, rows.length, total]).toEqual(["r99", undefined, "y", 302, 302]);
  expect(placed([page(0, [], null)], 7).total).toBe(0);
  expect(placed([page(0, hundred(0), "a"), page(1, hundred(100), "b")], 0).total).toBe(200);
});

it("shows a run once where it moved from page to page between two answers", () => {
  const { rows } = placed([page(0, hundred(0), "a"), page(1, ["r99", "r100"], null)], 102);
  expect(rows.filter((r) => r?.id === "r99").length).toBe(1);
});

it("draws rows in blocks around those in sight", () => {
  expect(rowsAround(0, 520, 16)).toEqual([0, 36]);
  expect(rowsAround(26 * 1001, 520, 16)).toEqual([984, 1038]);
});
