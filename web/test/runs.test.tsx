import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { metricsOf, settingsAmong, settingsOf, type Run } from "../src/lib/mlflow.ts";
import type { MlRun } from "../src/lib/types.ts";
import { event, FakeServer, open } from "./open.tsx";

const ML = "/api/2.0/mlflow";
const OWN = "/api/v1/products/p/runs";
let server = new FakeServer();

const run = (i: number, over: { status?: string; auc?: number; experiment?: string; step?: number } = {}): MlRun => ({
  info: { run_id: `run${String(i).padStart(4, "0")}`, run_name: `try ${i}`, experiment_id: over.experiment ?? "1", status: over.status ?? "FINISHED", start_time: 1_700_000_000_000 - i * 1000, end_time: 1_700_000_001_000 - i * 1000, user_id: "ana" },
  data: { metrics: over.auc === undefined ? [] : [{ key: "auc", value: over.auc, step: over.step ?? 0 }], params: [{ key: "depth", value: String(i % 9) }], tags: [{ key: "mlflow.source.git.commit", value: "8c1f0e2a4b7d93e6" }] },
});

interface Search {
  page_token?: string;
  offset?: number;
  experiment_ids: string[];
  filter?: string;
  order_by?: string[];
  max_results: number;
}

/** Runs as the server searches, sorts and counts them. */
function serve(runs: MlRun[]): void {
  const auc = (r: MlRun): number => Number(r.data?.metrics?.[0]?.value ?? NaN);
  const fitting = (filter: string | undefined): MlRun[] => {
    const more = /^metrics\.auc > ([\d.]+)$/.exec(filter ?? "");
    const ids = /^run_id IN \((.*)\)$/.exec(filter ?? "");
    if (more) return runs.filter((r) => auc(r) > Number(more[1]));
    return ids ? runs.filter((r) => ids[1]?.includes(`'${r.info.run_id}'`)) : filter?.includes("parentRunId") ? [] : runs;
  };
  const wrong = "Invalid query at column 14: the query's end stands where a value was expected.";
  server.answers[`${ML}/experiments/search`] = { experiments: [{ experiment_id: "1", name: "p/training" }, { experiment_id: "2", name: "p-other/training" }, { experiment_id: "3", name: "p" }] };
  server.answers[`${ML}/runs/search`] = (_: string, body: Search) => {
    if (body.filter === "metrics.auc >") return new Response(JSON.stringify({ error_code: "INVALID_PARAMETER_VALUE", message: wrong }), { status: 400 });
    const found = [...fitting(body.filter)];
    if (body.order_by?.[0] === "metrics.`auc` DESC") found.sort((a, b) => auc(b) - auc(a));
    const from = Number(body.page_token ?? 0) + (body.offset ?? 0);
    const to = from + body.max_results;
    return { runs: found.slice(from, to), ...(to < found.length ? { next_page_token: String(to) } : {}) };
  };
  const query = (path: string): string | undefined => new URL(path, "http://x").searchParams.get("filter") ?? undefined;
  server.answers[`${OWN}/count`] = (path: string) => ({ count: fitting(query(path)).length });
  server.answers[`${OWN}/keys`] = { items: [{ group: "METRICS", key: "auc", runs: runs.length, lowest: 0.5, highest: 0.9, values: 0 }, { group: "PARAMS", key: "depth", runs: runs.length, values: 9 }, { group: "PARAMS", key: "eta rate", runs: 2, values: 2 }] };
  server.answers[`${OWN}/values`] = { items: [{ value: "7", runs: 40 }, { value: "8", runs: 2 }] };
  server.answers[`${OWN}/density`] = { runs: runs.length, from: "2023-11-01T00:00:00Z", to: "2023-11-14T00:00:00Z", lowest: 0.5, highest: 0.9, columns: 120, rows: 12, cells: [{ column: 3, row: 4, runs: runs.length }] };
  for (const r of runs.slice(0, 3)) server.answers[`${ML}/runs/get?run_id=${r.info.run_id}`] = { run: r };
}

const searches = (): Search[] => server.bodies.filter((b): b is Search => (b as Search).experiment_ids !== undefined);

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

it("lets the server filter and count, and says how many fit of how many", async () => {
  serve(Array.from({ length: 2500 }, (_, i) => run(i, { auc: i === 2400 ? 0.99 : 0.7 })));
  open("/p/p/runs?q=metrics.auc%20%3E%200.9");
  expect(await screen.findByText("try 2400")).toBeTruthy();
  expect(await screen.findByText("1 of 2500")).toBeTruthy();
  expect(searches()[0]).toMatchObject({ filter: "metrics.auc > 0.9", max_results: 100, offset: 0 });
});

it("knows how many rows there are before it has read them, and reads only the first page and the next", async () => {
  serve(Array.from({ length: 2500 }, (_, i) => run(i, { auc: 0.7 })));
  open("/p/p/runs");
  await screen.findByText("try 1");
  expect(screen.getByRole("table", { name: "Runs" }).getAttribute("aria-rowcount")).toBe("2501");
  await waitFor(() => expect(searches().map((s) => Number(s.page_token ?? 0) + (s.offset ?? 0))).toEqual([0, 100]));
});

it("jumps to the last row by one page, and reads none between", async () => {
  serve(Array.from({ length: 2500 }, (_, i) => run(i, { auc: 0.7 })));
  open("/p/p/runs");
  await screen.findByText("try 1");
  const box = screen.getByRole("region", { name: "Runs" });
  fireEvent.keyDown(document.body, { key: "End" });
  fireEvent.scroll(box);
  const last = (await screen.findByText("try 2499")).closest("tr");
  expect(last?.getAttribute("aria-rowindex")).toBe("2501");
  await waitFor(() => expect(document.activeElement).toBe(last));
  // The first page and its neighbour, the last and its neighbour.
  expect(new Set(searches().map((s) => Number(s.page_token ?? 0) + (s.offset ?? 0)))).toEqual(new Set([0, 100, 2300, 2400]));
  fireEvent.keyDown(document.body, { key: "Home" });
  fireEvent.scroll(box);
  expect(await screen.findByText("try 1")).toBeTruthy();
});

it("reads again from where it stands as a run comes that moves all others", async () => {
  serve(Array.from({ length: 300 }, (_, i) => run(i, { auc: 0.7 })));
  open("/p/p/runs");
  await screen.findByText("try 1");
  await waitFor(() => expect(server.connections.length).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  const fresh = { ...run(9999, { auc: 0.9 }) };
  serve([fresh, ...Array.from({ length: 300 }, (_, i) => run(i, { auc: 0.7 }))]);
  server.answers[`${ML}/runs/get?run_id=run9999`] = { run: fresh };
  act(() => server.connections.forEach((c) => c.send(event(9, "metadata.run.started", {}, "run9999"))));
  expect((await screen.findByText("try 9999")).closest("tr")?.getAttribute("aria-rowindex")).toBe("2");
  await waitFor(() => expect(screen.getByRole("table", { name: "Runs" }).getAttribute("aria-rowcount")).toBe("302"), { timeout: 8000 });
}, 20_000);

it("lets the server sort by a head, and keeps the order in the address", async () => {
  serve(Array.from({ length: 300 }, (_, i) => run(i, { auc: i === 299 ? 0.95 : 0.7 })));
  open("/p/p/runs");
  fireEvent.click(await screen.findByRole("button", { name: "auc" }));
  expect(await screen.findByText("try 299")).toBeTruthy();
  expect(window.location.search).toContain("order=-m.auc");
});

it("says where a query is wrong", async () => {
  serve([run(1, { auc: 0.7 })]);
  open("/p/p/runs?q=metrics.auc%20%3E");
  const alert = await screen.findByText(/column 14: the query's end/);
  expect(alert.closest("[role=alert]")?.querySelector("mark")).toBeTruthy();
});

it("says that no run fits", async () => {
  serve(Array.from({ length: 1200 }, (_, i) => run(i, { auc: 0.7 })));
  open("/p/p/runs?q=metrics.auc%20%3E%200.9");
  expect(await screen.findByText("No run of all 1200 fits the query")).toBeTruthy();
});

it("completes a query by what runs logged, and runs it by Enter", async () => {
  serve([run(1, { auc: 0.7 }), run(2, { auc: 0.95 })]);
  open("/p/p/runs");
  await screen.findByText("try 1");
  const field = screen.getByRole<HTMLInputElement>("combobox", { name: "Query" });
  fireEvent.focus(field);
  fireEvent.change(field, { target: { value: "metrics.a" } });
  expect(screen.getByRole("option", { name: /metrics.auc/ }).textContent).toContain("0.5 to 0.9");
  fireEvent.keyDown(field, { key: "Tab" });
  expect(field.value).toBe("metrics.auc ");
  fireEvent.change(field, { target: { value: "metrics.auc > 0.9" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(await screen.findByText("1 of 2")).toBeTruthy();
});

it("keeps chosen columns in the address, and a view under a name", async () => {
  serve([run(1, { auc: 0.7 })]);
  open("/p/p/runs");
  await screen.findByText("try 1");
  fireEvent.click(screen.getByRole("button", { name: "Columns" }));
  fireEvent.click(screen.getByRole("checkbox", { name: /metrics.auc/ }));
  expect(window.location.search).not.toContain("m.auc");
  expect(window.location.search).toContain("p.depth");
  expect(screen.queryByRole("button", { name: "auc" })).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: "Views" }));
  fireEvent.change(screen.getByRole("textbox", { name: "Name of this view" }), { target: { value: "without auc" } });
  fireEvent.click(screen.getByRole("button", { name: "Keep" }));
  expect(screen.getByRole("button", { name: "without auc" })).toBeTruthy();
  expect(localStorage.getItem("loopline.runviews.p")).toContain("p.depth");
});

it("takes up one run as its event comes, without reading all pages again", async () => {
  serve([run(1, { status: "RUNNING" }), run(2)]);
  open("/p/p/runs");
  await screen.findByText("try 1");
  await waitFor(() => expect(server.connections.length).toBeGreaterThanOrEqual(2), { timeout: 5000 });
  const before = server.times(`${ML}/runs/search`);
  server.answers[`${ML}/runs/get?run_id=run0001`] = { run: run(1, { auc: 0.8125 }) };
  act(() => server.connections.forEach((c) => c.send(event(9, "metadata.run.ended", { status: "FINISHED" }, "run0001"))));
  expect(await screen.findByText("0.8125")).toBeTruthy();
  expect(server.times(`${ML}/runs/search`) - before).toBeLessThanOrEqual(1);
});

it("compares the best of all runs: the server sorts", async () => {
  serve(Array.from({ length: 1500 }, (_, i) => run(i, { auc: i === 1499 ? 0.95 : 0.7 + (i % 10) / 1000 })));
  open("/p/p/compare");
  expect(await screen.findByText("The best 4 of all runs")).toBeTruthy();
  expect(document.querySelector(".pagehead p")?.textContent).toMatch(/^run1499 is best by auc/);
  expect(searches().length).toBe(1);
});

it("compares those that were chosen, and shows what differs", async () => {
  serve([run(1, { auc: 0.7 }), run(2, { auc: 0.8 })]);
  open("/p/p/compare?runs=run0001,run0002");
  expect(await screen.findByText("Compare 2 runs")).toBeTruthy();
  expect(screen.getByText("0.8000").closest("td")?.className).toBe("best");
  expect(screen.getByRole("button", { name: "Differing 2" })).toBeTruthy();
});

it("compares many that its address names behind the #, summed up", async () => {
  const runs = Array.from({ length: 500 }, (_, i) => run(i, { auc: 0.7 + i / 10_000, step: 5 }));
  serve(runs);
  server.answers[`${ML}/metrics/get-history-bulk-interval`] = { metrics: [] };
  open(`/p/p/compare#runs=${runs.map((r) => r.info.run_id).join(",")}`);
  expect(await screen.findByText("Compare 500 runs")).toBeTruthy();
  expect(screen.getByRole("columnheader", { name: "Median" })).toBeTruthy();
  // 200 ids at a time, and 60 curves.
  expect(searches().length).toBe(3);
  await waitFor(() => expect(server.times(`${ML}/metrics/get-history-bulk-interval`)).toBe(9));
});

it("compares the first of a query", async () => {
  serve(Array.from({ length: 600 }, (_, i) => run(i, { auc: 0.7 + (i % 7) / 100 })));
  open("/p/p/compare?q=metrics.auc%20%3E%200.72&top=300");
  expect(await screen.findByText("Compare the first 300 runs of the query")).toBeTruthy();
});

it("follows a run that runs, and opens what it logged", async () => {
  serve([]);
  server.answers[`${ML}/runs/get?run_id=r1`] = { run: { ...run(1, { auc: 0.5 }), info: { ...run(1).info, run_id: "r1", status: "RUNNING" } } };
  server.answers[`${ML}/artifacts/list`] = { files: [{ path: "notes.txt", is_dir: false, file_size: 12 }, { path: "rows.csv", is_dir: false, file_size: 20 }, { path: "page.html", is_dir: false, file_size: 20 }] };
  const files = "/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/";
  server.answers[`${files}notes.txt`] = "as it was said";
  server.answers[`${files}rows.csv`] = 'name,n\n"a, b",1\n';
  server.answers[`${files}page.html`] = "<script>1</script><p>hello";
  open("/p/p/runs/r1");
  expect((await screen.findAllByText("0.5000")).length).toBeGreaterThan(0);
  server.answers[`${ML}/runs/get?run_id=r1`] = { run: { ...run(1, { auc: 0.75 }), info: { ...run(1).info, run_id: "r1" } } };
  expect((await screen.findAllByText("0.7500", undefined, { timeout: 8000 })).length).toBeGreaterThan(0);
  fireEvent.click(screen.getByRole("button", { name: "notes.txt" }));
  expect(await screen.findByText("as it was said")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "rows.csv" }));
  expect(await screen.findByText("a, b")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "page.html" }));
  const frame = await screen.findByTitle("page.html");
  expect(frame.getAttribute("sandbox")).toBe("");
}, 30_000);

it("shows what a run changed against its parent, what it read, and the runs within it", async () => {
  const parent = run(1, { auc: 0.7 });
  const child = run(2, { auc: 0.8 });
  child.data?.tags?.push({ key: "mlflow.parentRunId", value: "run0001" });
  child.inputs = { dataset_inputs: [{ dataset: { name: "bookings", digest: "abc123", source_type: "local", profile: '{"num_rows":800}' }, tags: [{ key: "mlflow.data.context", value: "training" }] }] };
  serve([parent, child]);
  server.answers[`${ML}/artifacts/list`] = {};
  open("/p/p/runs/run0002");
  expect(await screen.findByText("Against its parent")).toBeTruthy();
  expect(screen.getByRole("table", { name: "Differences" }).textContent).toContain("depth");
  expect(screen.getByText("bookings").closest("li")?.textContent).toContain("800 rows");
});

it("puts the product's own metric first, on held-out rows, and counts last", () => {
  const of = (...keys: string[]) => [{ metrics: Object.fromEntries(keys.map((k) => [k, 1])) } as unknown as Run];
  expect(metricsOf(of("onnx_largest_difference", "test_auc", "test_log_loss", "training_rows", "validation_auc", "validation_auc_by_round"), "auc")).toEqual(["test_auc", "validation_auc", "validation_auc_by_round", "test_log_loss", "onnx_largest_difference", "training_rows"]);
});

it("gives columns to settings that differ", () => {
  const of = (params: Record<string, string>) => ({ params }) as unknown as Run;
  expect(settingsOf([of({ algorithm: "xgboost", eta: "0.1", "code.commit": "a" }), of({ algorithm: "xgboost", eta: "0.2", "code.commit": "b" })])).toEqual(["eta", "algorithm"]);
});

it("puts seeds behind the settings that tell runs apart", () => {
  const of = (key: string, values: number) => ({ group: "PARAMS" as const, key, runs: 8, values });
  expect(settingsAmong([of("seed", 8), of("booster", 1), of("eta", 3), of("random_state", 8)])).toEqual(["eta", "seed", "random_state", "booster"]);
});
