import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { metricsOf, settingsOf, type Run } from "../src/lib/mlflow.ts";
import type { MlRun } from "../src/lib/types.ts";
import { event, FakeServer, open } from "./open.tsx";

const ML = "/api/2.0/mlflow";
let server = new FakeServer();

const run = (i: number, over: { status?: string; auc?: number; experiment?: string } = {}): MlRun => ({
  info: { run_id: `run${String(i).padStart(4, "0")}`, run_name: `try ${i}`, experiment_id: over.experiment ?? "1", status: over.status ?? "FINISHED", start_time: 1_700_000_000_000 - i * 1000, end_time: 1_700_000_001_000 - i * 1000, user_id: "ana" },
  data: { metrics: over.auc === undefined ? [] : [{ key: "auc", value: over.auc }], params: [{ key: "depth", value: String(i % 9) }], tags: [{ key: "mlflow.source.git.commit", value: "8c1f0e2a4b7d93e6" }] },
});

/** Runs in pages of a thousand, as MLflow's protocol has them. */
function serve(runs: MlRun[]): void {
  server.answers[`${ML}/experiments/search`] = { experiments: [{ experiment_id: "1", name: "p/training" }, { experiment_id: "2", name: "p-other/training" }, { experiment_id: "3", name: "p" }] };
  server.answers[`${ML}/runs/search`] = (_: string, body: { page_token?: string; experiment_ids: string[] }) => {
    const from = Number(body.page_token ?? 0);
    return { runs: runs.slice(from, from + 1000), ...(from + 1000 < runs.length ? { next_page_token: String(from + 1000) } : {}) };
  };
  for (const r of runs.slice(0, 3)) server.answers[`${ML}/runs/get?run_id=${r.info.run_id}`] = { run: r };
}

beforeEach(() => {
  server = new FakeServer();
  server.start();
  server.answers["/api/v1/events"] = { items: [event(1, "product.created")] };
});
afterEach(() => server.stop());

it("asks for the product's own experiments, not for those whose names begin alike", async () => {
  serve([run(1, { auc: 0.7 })]);
  open("/p/p/runs");
  expect(await screen.findByText("try 1")).toBeTruthy();
  expect(server.bodies.find((b) => (b as { experiment_ids?: string[] }).experiment_ids)).toMatchObject({ experiment_ids: ["1", "3"] });
});

it("reads on where none of those read fits, and says how many it has looked at", async () => {
  serve(Array.from({ length: 2500 }, (_, i) => run(i, { auc: i === 2400 ? 0.99 : 0.7 })));
  open("/p/p/runs?q=metrics.auc%20%3E%200.9");
  expect(await screen.findByText("try 2400")).toBeTruthy();
  expect(screen.getByText(/1 of 2500/)).toBeTruthy();
});

it("says that no run fits only once all were read", async () => {
  serve(Array.from({ length: 1200 }, (_, i) => run(i, { auc: 0.7 })));
  open("/p/p/runs?q=metrics.auc%20%3E%200.9");
  expect(await screen.findByText("No run of all 1200 fits the query")).toBeTruthy();
});

it("takes up one run as its event comes, without reading all pages again", async () => {
  serve([run(1, { status: "RUNNING" }), run(2)]);
  open("/p/p/runs");
  await screen.findByText("try 1");
  await waitFor(() => expect(server.connections.length).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  const searches = server.times(`${ML}/runs/search`);
  server.answers[`${ML}/runs/get?run_id=run0001`] = { run: run(1, { auc: 0.8125 }) };
  act(() => server.connections.forEach((c) => c.send(event(9, "metadata.run.ended", { status: "FINISHED" }, "run0001"))));
  expect(await screen.findByText("0.8125")).toBeTruthy();
  expect(server.times(`${ML}/runs/search`) - searches).toBeLessThanOrEqual(1);
});

it("compares the best of all runs, however many pages", async () => {
  const runs = Array.from({ length: 1500 }, (_, i) => run(i, { auc: i === 1499 ? 0.95 : 0.7 + (i % 10) / 1000 }));
  serve(runs);
  open("/p/p/compare");
  expect(await screen.findByText("The best 4 of all 1500 runs")).toBeTruthy();
  expect(screen.getByText(/^run1499 is best by auc/)).toBeTruthy();
});

it("compares those that were chosen, and shows what differs", async () => {
  serve([run(1, { auc: 0.7 }), run(2, { auc: 0.8 })]);
  open("/p/p/compare?runs=run0001,run0002");
  expect(await screen.findByText("Compare 2 runs")).toBeTruthy();
  expect(screen.getByText("0.8000").className).toBe("best");
  expect(screen.getByRole("button", { name: "Differing 2" })).toBeTruthy();
});

it("follows a run that runs, and opens what it logged", async () => {
  server.answers[`${ML}/runs/get?run_id=r1`] = { run: { ...run(1, { auc: 0.5 }), info: { ...run(1).info, run_id: "r1", status: "RUNNING" } } };
  server.answers[`${ML}/artifacts/list`] = { files: [{ path: "notes.txt", is_dir: false, file_size: 12 }] };
  server.answers["/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/notes.txt"] = "as it was said";
  open("/p/p/runs/r1");
  expect((await screen.findAllByText("0.5000")).length).toBeGreaterThan(0);
  server.answers[`${ML}/runs/get?run_id=r1`] = { run: { ...run(1, { auc: 0.75 }), info: { ...run(1).info, run_id: "r1" } } };
  expect((await screen.findAllByText("0.7500", undefined, { timeout: 8000 })).length).toBeGreaterThan(0);
  fireEvent.click(screen.getByRole("button", { name: "notes.txt" }));
  expect(await screen.findByText("as it was said")).toBeTruthy();
}, 15_000);

it("puts the product's own metric first, on held-out rows, and counts last", () => {
  const of = (...keys: string[]) => [{ metrics: Object.fromEntries(keys.map((k) => [k, 1])) } as unknown as Run];
  expect(metricsOf(of("onnx_largest_difference", "test_auc", "test_log_loss", "training_rows", "validation_auc", "validation_auc_by_round"), "auc")).toEqual(["test_auc", "validation_auc", "validation_auc_by_round", "test_log_loss", "onnx_largest_difference", "training_rows"]);
});

it("gives columns to settings that differ", () => {
  const of = (params: Record<string, string>) => ({ params }) as unknown as Run;
  expect(settingsOf([of({ algorithm: "xgboost", eta: "0.1", "code.commit": "a" }), of({ algorithm: "xgboost", eta: "0.2", "code.commit": "b" })])).toEqual(["eta", "algorithm"]);
});
