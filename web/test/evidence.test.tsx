import { fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as hotel from "../dev/hotel.ts";
import { event, FakeServer, open } from "./open.tsx";

let server = new FakeServer();
const of = (rest = ""): string => `/api/v1/products/p${rest}`;

beforeEach(() => {
  server = new FakeServer();
  server.start();
  const a = server.answers;
  a["/api/v1/events"] = { items: [event(1, "product.created")] };
  a[of()] = { ...hotel.product, name: "p" };
  a[of("/loop")] = { ...hotel.fullLoop, product: "p" };
  a[of("/endpoints")] = { items: [{ ...hotel.endpoints[0], product: "p" }] };
  a[of("/endpoints/cancellation")] = { ...hotel.endpoints[0], product: "p" };
  a[of("/endpoints/cancellation/performance")] = hotel.performance;
  a[of("/endpoints/cancellation/predictions")] = { items: hotel.predictions };
  a[of("/endpoints/cancellation/drift")] = hotel.drift;
  a[of("/challenges")] = { items: hotel.challenges };
  a[of("/monitors")] = { items: hotel.monitors };
  a[of("/sources")] = { items: hotel.sources };
  a[of("/sources/bookings/analysis")] = hotel.analysis;
});
afterEach(() => server.stop());

it("tells on a product's page its goal, its gates, its value, and what the loop gained", async () => {
  open("/p/p/product");
  expect(await screen.findByRole("heading", { level: 1, name: "Lose fewer rooms to cancellations" })).toBeTruthy();
  expect(await screen.findByText(/^Value so far: €/)).toBeTruthy();
  expect(await screen.findByText(/^The loop gained 0\.02\d in AUC over its first model/)).toBeTruthy();
  expect(within(screen.getByRole("table", { name: "Required fields" })).getByText("lead_time")).toBeTruthy();
});

it("does not call a value unknown while it is read", async () => {
  server.answers[of("/endpoints/cancellation/performance")] = () => new Promise(() => undefined);
  open("/p/p/product");
  expect(await screen.findByText("Value so far")).toBeTruthy();
  expect(screen.queryByText("Not known yet")).toBeNull();
});

it("shows an analysis with its leakage suspects and their evidence", async () => {
  open("/p/p/sources/bookings");
  expect(await screen.findByText("3 leakage suspects")).toBeTruthy();
  expect(screen.getByText(/known at check-in/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: /^Suspect 3/ }));
  expect(within(screen.getByRole("table", { name: "Columns" })).getAllByRole("row")).toHaveLength(4);
});

it("offers to analyse what was not analysed", async () => {
  delete server.answers[of("/sources/bookings/analysis")];
  open("/p/p/sources/bookings");
  expect(await screen.findByText("Analyse it now")).toBeTruthy();
});

it("shows an endpoint with its champion, its challenges, its days and its scores", async () => {
  open("/p/p/endpoints/cancellation");
  expect(await screen.findByText("Predictions per day")).toBeTruthy();
  expect(screen.getByRole("link", { name: /^v3 against v2: \+0\.0317/ }).getAttribute("href")).toBe(`/p/p/challenges/${hotel.challenges[1]?.id}`);
  expect(screen.getByText(/^Half of the newest 200 score below/)).toBeTruthy();
  expect(screen.getByText(/the newest 200 of 40/)).toBeTruthy();
  expect(screen.getAllByRole("link", { name: "v7" })[0]?.getAttribute("href")).toContain("/7");
});

it("shows drift over time, the newest against the training data, and all charts as tables behind T", async () => {
  server.answers[of("/monitors/cancellation-quality/drift/history")] = { items: hotel.driftHistory };
  server.answers[of("/models/hotel-bookings.cancellation/versions/7")] = { ...hotel.versions[1], run: "r7" };
  server.answers["/api/2.0/mlflow/runs/get"] = { run: { info: { run_id: "r7", experiment_id: "1", status: "FINISHED" } } };
  server.answers["/api/2.0/mlflow-artifacts/artifacts/1/r7/artifacts/model/baseline.json"] = hotel.baseline;
  open("/p/p/monitors/cancellation");
  expect(await screen.findByText(/highest PSI of each month, 14 evaluations/)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: /^deposit_type: highest PSI/ }));
  expect(await screen.findByRole("img", { name: /^deposit_type by bin: / })).toBeTruthy();
  fireEvent.keyDown(document.body, { key: "t" });
  expect(screen.getByRole("region", { name: /^AUC by month: / })).toBeTruthy();
  expect(screen.getByRole("region", { name: "deposit_type, now against then" })).toBeTruthy();
  fireEvent.keyDown(document.body, { key: "t" });
});

it("shows what drift is known where the server keeps no history", async () => {
  open("/p/p/monitors/cancellation");
  expect(await screen.findByText(/this server keeps no other evaluation/)).toBeTruthy();
  expect(screen.getByRole("button", { name: /^lead_time: highest PSI/ })).toBeTruthy();
});

it("traces a prediction to its goal, each box to its own evidence, and says how it turned out", async () => {
  const a = server.answers;
  a[of("/predictions/prd-1/trace")] = hotel.trace("prd-1");
  a[of("/predictions/prd-1")] = { ...hotel.predictions[0], id: "prd-1", endpoint: "cancellation", key: "118204", time: "2017-08-06T10:42:00Z", score: 0.7104 };
  a[of("/labels/118204")] = { key: "118204", positive: true, time: "2017-08-19T00:00:00Z" };
  open("/p/p/predictions/prd-1");
  expect(await screen.findByText("traced to its goal")).toBeTruthy();
  expect(await screen.findByText("It turned out yes, 12 d 13 h later")).toBeTruthy();
  expect(screen.getByText("Worth, as a yes").nextElementSibling?.textContent).toBe("€62");
  fireEvent.click(screen.getByRole("button", { name: /^model version: / }));
  expect(screen.getByRole("link", { name: "Open model version" }).getAttribute("href")).toBe("/p/p/models/hotel-bookings.cancellation/7");
  fireEvent.click(screen.getByRole("button", { name: /^data snapshot: / }));
  expect(screen.getByRole("link", { name: "Open data snapshot" }).getAttribute("href")).toBe("/p/p/views/booking?snapshot=1171");
});

it("leaves open how a prediction without a label turned out", async () => {
  server.answers[of("/predictions/prd-1/trace")] = hotel.trace("prd-1");
  server.answers[of("/predictions/prd-1")] = { ...hotel.predictions[0], id: "prd-1", endpoint: "cancellation", key: "118204" };
  open("/p/p/predictions/prd-1");
  expect(await screen.findByText("How it turned out is not known yet")).toBeTruthy();
});
