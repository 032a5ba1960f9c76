import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { homeOf, namedBy } from "../src/lib/mlflowaddress.ts";
import { FakeServer, open } from "./open.tsx";

const ML = "/api/2.0/mlflow";
const experiment = (id: string, name: string) => ({ experiment_id: id, name, lifecycle_stage: "active", creation_time: 1_700_000_000_000, last_update_time: 1_700_000_100_000 });

let server = new FakeServer();

beforeEach(() => {
  server = new FakeServer();
  server.answers["/api/v1/products"] = { items: [] };
  server.start();
});
afterEach(() => server.stop());

it("reads the addresses that MLflow's clients print", () => {
  expect(namedBy("#/experiments/36")).toEqual({ experiment: "36", run: null, traces: false });
  expect(namedBy("#/experiments/36/runs/5b1c/artifacts")).toEqual({ experiment: "36", run: "5b1c", traces: false });
  expect(namedBy("#/experiments/36/traces?selectedEvaluationId=tr-1")).toEqual({ experiment: "36", run: null, traces: true });
  expect(namedBy("#/models/my%20iris/versions/2")).toEqual({ model: "my iris", version: "2" });
  expect(namedBy("#/models/iris")).toEqual({ model: "iris", version: null });
  expect([namedBy(""), namedBy("#main"), namedBy("#/experiments/"), namedBy("#/models/%E0")]).toEqual([null, null, null, null]);
});

it("finds an experiment among the pages of what stands before its first slash", () => expect(["hotel/sweep/2", "iris", "/Users/me/x"].map(homeOf)).toEqual(["hotel", "iris", "/Users/me/x"]));

it("leads from a client's link to the run's page", async () => {
  server.answers[`${ML}/experiments/get`] = { experiment: experiment("36", "iris/sweep") };
  open("/#/experiments/36/runs/5b1c");
  await waitFor(() => expect(window.location.pathname).toBe("/p/iris/runs/5b1c"));
});

it("leads from a client's link to the version's page", async () => {
  server.answers["/api/v1/models/iris"] = { name: "iris", product: "", versions: 2, latest: {}, aliases: {}, tags: {}, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z" };
  open("/#/models/iris/versions/2");
  await waitFor(() => expect(window.location.pathname).toBe("/p/iris/models/iris/2"));
});

it("says of a client's link to what is not there that it is not", async () => {
  server.answers[`${ML}/experiments/get`] = new Response(JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "No Experiment with id=99 exists" }), { status: 404 });
  open("/#/experiments/99/runs/5b1c");
  expect(await screen.findByText(/No Experiment with id=99 exists/)).toBeTruthy();
});

it("names what was logged outside of all products where one comes in", async () => {
  server.answers["/api/v1/products"] = { items: [{ name: "hotel", createdAt: "2026-01-01T00:00:00Z" }] };
  server.answers[`${ML}/experiments/search`] = { experiments: [experiment("3", "iris/sweep"), experiment("2", "hotel/training"), experiment("0", "Default")] };
  server.answers["/api/v1/products/Default/runs/count"] = { count: 0 };
  open("/");
  expect((await screen.findByRole("link", { name: "iris/sweep" })).getAttribute("href")).toBe("/p/iris/runs?experiment=3");
  expect(screen.queryByRole("link", { name: "hotel/training" })).toBeNull();
  expect(screen.queryByRole("link", { name: "Default" })).toBeNull();
});

it("lists all experiments, and those whose names hold a text", async () => {
  server.answers[`${ML}/experiments/search`] = (_: string, asked: { filter?: string }) => ({ experiments: asked.filter === undefined ? [experiment("3", "iris/sweep"), experiment("2", "it's")] : asked.filter === "name ILIKE '%it''s%'" ? [experiment("2", "it's")] : [] });
  open("/experiments");
  expect(await screen.findByRole("link", { name: "iris/sweep" })).toBeTruthy();
  fireEvent.change(screen.getByRole("searchbox", { name: "Part of the name" }), { target: { value: "it's" } });
  await waitFor(() => expect(screen.queryByRole("link", { name: "iris/sweep" })).toBeNull());
  expect(screen.getByRole("link", { name: "it's" })).toBeTruthy();
});
