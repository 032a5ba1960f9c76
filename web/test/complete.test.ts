import { expect, it } from "vitest";
import { applied, complete, fieldsOfRuns, placeOfError, tokensOf, valuesWanted } from "../src/lib/complete.ts";
import type { LoggedKey } from "../src/lib/mlflow.ts";
import { asFilter } from "../src/ui/querybar.tsx";

const keys: LoggedKey[] = [
  { group: "METRICS", key: "max_gap", runs: 5, lowest: 0.1, highest: 0.3, values: 0 },
  { group: "PARAMS", key: "max_depth", runs: 90, values: 9 },
  { group: "PARAMS", key: "eta rate", runs: 3, values: 2 },
];
const options = (text: string, caret = text.length, values: { value: string; runs: number }[] = []) => complete(text, caret, fieldsOfRuns(keys), values).options.map((o) => o.text);

it("offers fields by what was begun, those that begin so first", () => {
  expect(options("params.m")).toEqual(["params.max_depth"]);
  expect(options("max")).toEqual(["params.max_depth", "metrics.max_gap"]);
  expect(options("sta")).toEqual(["status", "start_time"].sort((a) => (a === "status" ? -1 : 1)));
  expect(options("metrics.max_gap > 0.1 AND eta")).toEqual(["params.`eta rate`"]);
});
it("offers signs behind a field, and joins behind a value", () => {
  expect(options("metrics.max_gap ")).toContain(">=");
  expect(options("metrics.max_gap > 0.1 ")).toEqual(["AND", "OR"]);
  expect(options("params.max_depth = '6' A")).toEqual(["AND"]);
});
it("offers values of the parameter that is compared", () => {
  expect(valuesWanted("params.max_depth = ", 19)).toEqual({ group: "params", key: "max_depth" });
  expect(valuesWanted("params.`eta rate` IN ('0.1', ", 29)).toEqual({ group: "params", key: "eta rate" });
  expect(valuesWanted("metrics.max_gap > ", 18)).toBeNull();
  expect(options("params.max_depth = '", 20, [{ value: "6", runs: 4 }])).toEqual(["'6'"]);
  expect(options("status = ")).toContain("'FINISHED'");
});
it("puts a completion where the caret is", () => {
  const text = "params.m AND status = 'FAILED'";
  const found = complete(text, 8, fieldsOfRuns(keys), []);
  expect(applied(text, found, { text: "params.max_depth", hint: "" })).toEqual({ text: "params.max_depth AND status = 'FAILED'", caret: 16 });
});
it("reads tokens with their places", () => expect(tokensOf("a >= 'x y'").map((t) => [t.text, t.from])).toEqual([["a", 0], [">=", 2], ["'x y'", 5]]));
it("finds the place that the server names", () => expect([placeOfError("Invalid query at column 7: no."), placeOfError("No.")]).toEqual([6, null]));
it("seeks bare words in names and ids", () => expect([asFilter("tune"), asFilter("status = 'FAILED'"), asFilter(" ")]).toEqual(["run_name ILIKE '%tune%' OR run_id LIKE 'tune%'", "status = 'FAILED'", ""]));
