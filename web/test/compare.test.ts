import { expect, it } from "vitest";
import { compareAt, namedRuns } from "../src/lib/comparison.ts";
import { levelLine, surface } from "../src/lib/contour.ts";
import { settingDim } from "../src/lib/dims.ts";
import type { Run } from "../src/lib/mlflow.ts";
import { rowsOf, shownAs } from "../src/lib/peek.ts";
import { colOf, fieldOf, orderBy, searchOf, usualCols, viewOf } from "../src/lib/runview.ts";
import { smoothed } from "../src/lib/smooth.ts";
import { bestOf, oddOneOut } from "../src/ui/differences.tsx";

it("smooths without leaning to the first value", () => {
  expect(smoothed([1, 2, 3], 0)).toEqual([1, 2, 3]);
  expect(smoothed([5, 5, 5], 0.9).map((v) => Math.round(v * 1e9) / 1e9)).toEqual([5, 5, 5]);
  expect(smoothed([0, NaN, 1], 0.5)[2]).toBeCloseTo(2 / 3);
});

it("draws level lines between what was measured", () => {
  const plane = surface([{ x: 0, y: 0, z: 0 }, { x: 0, y: 1, z: 0 }, { x: 1, y: 0, z: 1 }, { x: 1, y: 1, z: 1 }], 21, 21);
  const line = levelLine(plane, 0.5);
  expect(line.length).toBeGreaterThan(10);
  for (const [x0, , x1] of line) expect([x0, x1].every((x) => Math.abs(x - 0.5) < 0.05)).toBe(true);
  expect(levelLine(plane, 9)).toEqual([]);
});

it("names few runs in its address, and many behind the #", () => {
  const ids = Array.from({ length: 60 }, (_, i) => `r${i}`);
  expect(compareAt("p", ["a", "b"])).toBe("/p/p/compare?runs=a,b");
  const many = compareAt("p", ids);
  expect(many.startsWith("/p/p/compare#runs=")).toBe(true);
  expect(namedRuns(null, many.slice(many.indexOf("#")))).toEqual(ids);
});

it("takes a setting as numbers only where all of them are", () => {
  const of = (...depths: string[]) => depths.map((depth) => ({ params: { depth } }) as unknown as Run);
  expect(settingDim(of("1", "10"), "depth")?.categories).toEqual([]);
  expect(settingDim(of("10", "auto", "2"), "depth")?.categories).toEqual(["2", "10", "auto"]);
});

it("keeps a view in an address, whatever its keys hold", () => {
  const view = { query: "metrics.auc > 0.7", experiment: "3", order: { key: "p.a,b", up: true }, cols: ["name", "m.loss, val", "p.50 %"] };
  expect(viewOf(new URLSearchParams(searchOf(view)))).toEqual(view);
  expect(searchOf(viewOf(new URLSearchParams("")))).toBe("");
});

it("asks for an order in the query's words", () => {
  expect(orderBy({ key: "m.val auc", up: false })).toEqual(["metrics.`val auc` DESC"]);
  expect(orderBy({ key: "took", up: true })).toEqual(["duration ASC"]);
  expect(orderBy({ key: "start", up: false })).toEqual([]);
  expect(fieldOf("experiment")).toBeNull();
});

it("has columns for the product's metric and for settings that differ", () => {
  const keys = [{ group: "METRICS" as const, key: "auc", runs: 3, values: 0 }, { group: "PARAMS" as const, key: "same", runs: 3, values: 1 }, { group: "PARAMS" as const, key: "depth", runs: 3, values: 4 }];
  expect(usualCols(keys, "auc")).toEqual(["name", "experiment", "start", "took", "m.auc", "p.depth", "p.same", "commit", "user"]);
  expect(keys.map(colOf)).toEqual(["m.auc", "p.same", "p.depth"]);
});

it("tints the best, and the one that alone is different", () => {
  expect(bestOf("auc", ["0.7", undefined, "0.8", "NaN"])).toBe(2);
  expect(bestOf("log_loss", ["0.7", "0.2"])).toBe(1);
  expect([oddOneOut(["a", "a", "b"]), oddOneOut(["a", "b"]), oddOneOut(["a", "b", "c"])]).toEqual([2, -1, -1]);
});

it("reads rows with quotes, line ends and doubled quotes in them", () => {
  expect(rowsOf('a,b\r\n"x, ""y""\nz",2\n', ",", 10)).toEqual([["a", "b"], ['x, "y"\nz', "2"]]);
  expect(rowsOf("a\tb\n1\t", "\t", 10)).toEqual([["a", "b"], ["1", ""]]);
  expect(rowsOf("a\n1\n2\n", ",", 2)).toEqual([["a"], ["1"]]);
});

it("knows how a file is shown", () => expect(["a.csv", "m/MLmodel", "x.PNG", "r.html", "i.svg", "d.parquet", "m.onnx"].map(shownAs)).toEqual(["table", "text", "image", "page", "page", "parquet", null]));
