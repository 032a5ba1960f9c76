import { expect, it } from "vitest";
import { asCsv, asJson, each } from "../src/lib/chosen.ts";
import { type Run } from "../src/lib/mlflow.ts";
import { withinTime } from "../src/lib/runview.ts";
import { rangeOf } from "../src/ui/density.tsx";

const run = (id: string, more: Partial<Run> = {}): Run => ({ id, name: "", experiment: "1", status: "FINISHED", start: 0, end: null, user: "ana", metrics: {}, steps: {}, params: {}, tags: {}, ...more });

it("writes runs as CSV that spreadsheets read and never run", () => {
  const [head, first, second] = asCsv([run("a", { name: 'x, "y"', metrics: { auc: -0.5 }, params: { f: "=HYPERLINK(1)" } }), run("b", { tags: { t: "two\nlines" } })]).split("\r\n");
  expect(head).toBe("run_id,run_name,experiment_id,status,start_time,end_time,user_id,metrics.auc,params.f,tags.t");
  expect(first).toBe('a,"x, ""y""",1,FINISHED,1970-01-01T00:00:00.000Z,,ana,-0.5,\'=HYPERLINK(1),');
  expect(second).toContain('"two\nlines"');
});
it("writes runs as JSON with their own names", () => expect(JSON.parse(asJson([run("a", { metrics: { m: 1 } })]))).toEqual([{ run_id: "a", run_name: "", experiment_id: "1", status: "FINISHED", start_time: "1970-01-01T00:00:00.000Z", end_time: null, user_id: "ana", metrics: { m: 1 }, params: {}, tags: {} }]));
it("goes on where one of many fails, and says which and why", async () => {
  const seen: string[] = [];
  const found = await each(["a", "b", "c"], async (id) => { seen.push(id); if (id === "b") throw new Error("it is gone"); });
  expect([seen.sort(), found]).toEqual([["a", "b", "c"], { failed: ["b"], why: "it is gone" }]);
});
it("narrows a query to a time, and takes the one before away", () => {
  const once = withinTime("metrics.auc > 0.7 OR user_id = 'x'", "A", "B");
  expect(once).toBe("(metrics.auc > 0.7 OR user_id = 'x') AND start_time >= 'A' AND start_time < 'B'");
  expect(withinTime(once, "C", "D")).toBe("(metrics.auc > 0.7 OR user_id = 'x') AND start_time >= 'C' AND start_time < 'D'");
  expect(withinTime(withinTime("", "A", "B"), "C", "D")).toBe("start_time >= 'C' AND start_time < 'D'");
});
it("reads places of the strip as moments, in either direction", () => {
  const [from, to] = ["2026-01-01T00:00:00.000Z", "2026-01-11T00:00:00.000Z"];
  expect(rangeOf(from, to, 490, 50)).toEqual([from, "2026-01-06T00:00:00.000Z"]);
  expect(rangeOf(from, to, 0, 940)[1]).toBe("2026-01-11T00:00:00.001Z");
});