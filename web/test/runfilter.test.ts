import { expect, it } from "vitest";
import type { Run } from "../src/lib/mlflow.ts";
import { parseFilter } from "../dev/runfilter.ts";

const run: Run = { id: "abc123", name: "tune depth", experiment: "1", status: "FINISHED", start: 1, end: 2, user: "ana", metrics: { auc: 0.78 }, steps: {}, params: { max_depth: "6", algorithm: "xgboost" }, tags: { "loopline.commit": "8c1f0e2" } };
const fits = (text: string): boolean => parseFilter(text).test(run);

it("compares metrics as numbers", () => expect([fits("metrics.auc > 0.7"), fits("metrics.auc >= 0.79"), fits("params.max_depth < 10")]).toEqual([true, false, true]));
it("joins by and", () => expect([fits("metrics.auc > 0.7 and params.algorithm = 'xgboost'"), fits("metrics.auc > 0.7 AND params.algorithm != 'xgboost'")]).toEqual([true, false]));
it("knows in and like", () => expect([fits("params.algorithm in ('xgboost', 'lightgbm')"), fits("name like 'tune%'"), fits("name like 'base%'")]).toEqual([true, true, false]));
it("seeks bare words in name, id, user and parameters", () => expect([fits("depth"), fits("abc"), fits("ANA"), fits("xgboost"), fits("nothing")]).toEqual([true, true, true, true, false]));
it("reads tags with dots", () => expect(fits("tags.loopline.commit = 8c1f0e2")).toBe(true));
it("does not fit where the value is missing", () => expect([fits("metrics.f1 > 0"), fits("metrics.f1 != 3")]).toEqual([false, true]));
it("says what is wrong, and hides nothing meanwhile", () => {
  expect(parseFilter("metrics.auc >").error).toContain("metrics.auc >");
  expect(fits("metrics.auc >")).toBe(true);
});
it("lets everything through where nothing is asked", () => expect(fits("")).toBe(true));
