import { expect, it } from "vitest";
import { tell } from "../src/lib/story.ts";
import { merge } from "../src/ui/eventlog.tsx";
import { changes, touched } from "../src/lib/touched.ts";
import type { Json, LogEvent } from "../src/lib/types.ts";

const event = (type: string, data: Json, position = 1, subject = "s"): LogEvent => ({ id: `e${position}`, type, source: "x", subject, product: "p", actor: "ana", time: "2026-01-01T00:00:00Z", eventTime: null, position, hash: "h", data });

it("tells drift by its most drifted columns", () => {
  const told = tell(event("monitoring.drift.detected", { endpoint: "e", columns: [{ name: "a", psi: 0.2, drifted: true }, { name: "b", psi: 0.5, drifted: true }, { name: "c", psi: 0.01, drifted: false }, { name: "d", psi: 0.21, drifted: true }] }));
  expect(told.text).toBe("Drift in b, d and 1 more");
  expect(told.to).toBe("/p/p/monitors/e");
});
it("tells a promotion with its evidence", () => {
  const told = tell(event("monitoring.challenge.decided", { id: "c1", champion: "6", challenger: "7", state: "PROMOTED", evidence: { difference: 0.0094 } }));
  expect([told.glyph, told.text, told.small, told.to]).toEqual(["up", "v7 promoted to champion", "AUC +0.0094 against v6", "/p/p/challenges/c1"]);
});
it("tells a failed task with its error", () => expect(tell(event("workflow.task.failed", { run: "r", pipeline: "feature", task: "extract", error: "no" }))).toMatchObject({ glyph: "fail", text: "feature: extract failed", small: "no", to: "/p/p/pipeline-runs/r" }));
it("tells a push by its first commit", () => expect(tell(event("source.push", { ref: "refs/heads/main", after: "8c1f0e2a4b7d9", commits: [{ message: "Cap adr\n\nbecause" }] })).small).toContain("Cap adr"));
it("tells what it does not know by its type, whatever the data", () => {
  for (const data of [null, 3, "x", [], {}] as Json[]) expect(tell(event("some.new.thing", data)).text).toBe("some new thing");
});
it("shows each event once, newest first", () => expect(merge([event("a", null, 3)], [event("a", null, 3), event("b", null, 2), event("c", null, 9)]).map((e) => e.position)).toEqual([9, 3, 2]));
it("knows what an event may have changed", () => {
  const event_ = (type: string, data: Json = null) => ({ type, subject: "s", data });
  const reads = (type: string, data?: Json) => (path: string) => changes(path, "p", touched(event_(type, data)));
  const of = (rest: string) => `/api/v1/products/p${rest}`;
  expect(reads("monitoring.challenge.decided")(of("/endpoints/e/performance?by=month"))).toBe(true);
  expect(reads("product.declared")(of(""))).toBe(true);
  // Every path of the product begins with /products: that is no reason to read it again.
  expect(reads("product.declared")(of("/sources/bookings/analysis"))).toBe(false);
  expect(reads("product.declared")("/api/v1/products?limit=1000")).toBe(true);
  expect(reads("unheard.of")(of("/loop"))).toBe(true);
  expect(reads("registry.version.registered")("/api/v1/products/other/models")).toBe(false);
  expect(reads("workflow.task.succeeded", { run: "r1" })("/api/v1/pipeline-runs/r1")).toBe(true);
  expect(reads("workflow.task.succeeded", { run: "r1" })("/api/v1/pipeline-runs/r2")).toBe(false);
  expect(reads("workflow.task.succeeded", { run: "r1" })(of("/pipeline-runs?limit=20"))).toBe(true);
});
