import { screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FakeServer, open } from "./open.tsx";

let server = new FakeServer();
let answers = server.answers;

beforeEach(() => {
  server = new FakeServer();
  answers = server.answers;
  server.start();
});
afterEach(() => server.stop());

it("teaches how to begin where there is no product", async () => {
  answers["/api/v1/products"] = { items: [] };
  open("/");
  expect(await screen.findByText("No product yet")).toBeTruthy();
  expect(screen.getByText("./loopline new my-product")).toBeTruthy();
});

it("shows a problem's title and detail in place, and the rest lives on", async () => {
  answers["/api/v1/models"] = new Response(JSON.stringify({ title: "Service Unavailable", status: 503, detail: "The database does not answer.", code: "DATABASE_UNAVAILABLE" }), { status: 503 });
  open("/p/p/models");
  expect(await screen.findByText("Service Unavailable")).toBeTruthy();
  expect(screen.getByText("The database does not answer.")).toBeTruthy();
  expect(screen.getByRole("navigation", { name: "Main" })).toBeTruthy();
});

it("asks for a token where the server does", async () => {
  answers["/api/v1/products/p/endpoints"] = new Response(JSON.stringify({ title: "Unauthorized", status: 401, detail: "This server asks for a token." }), { status: 401 });
  open("/p/p/endpoints");
  expect(await screen.findByText("This server asks for a token")).toBeTruthy();
});

it("says what fills an empty page", async () => {
  answers["/api/v1/products/p/pipelines"] = { items: [], nextCursor: null };
  open("/p/p/pipelines");
  expect(await screen.findByText("No pipeline yet")).toBeTruthy();
});

it("takes a drift that is not there (204) for a report that is not yet", async () => {
  answers["/api/v1/products/p/monitors"] = { items: [] };
  answers["/api/v1/products/p/challenges"] = { items: [] };
  answers["/api/v1/products/p/endpoints/e/drift"] = new Response(null, { status: 204 });
  answers["/api/v1/products/p/endpoints/e/performance"] = { product: "p", endpoint: "e", months: [], worth: null };
  open("/p/p/monitors/e");
  expect(await screen.findByText("No drift report yet")).toBeTruthy();
  expect(screen.getByText("No ripe labels yet")).toBeTruthy();
});

it("names an address that is none", async () => {
  open("/p/p/nothing/here/at/all");
  expect(await screen.findByText("There is no such page")).toBeTruthy();
});

it("opens on a broken address with a page that says so", async () => {
  answers["/api/v1/products"] = { items: [] };
  open("/p/%E0");
  expect(await screen.findByText(/There is no page of this address/)).toBeTruthy();
});

const noRun = (): Response => new Response(JSON.stringify({ error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run with id=r1 not found" }), { status: 404 });

it("tells of a run that was removed for good, with what it led to", async () => {
  const run = { kind: "run", id: "r1", title: "keen-fox", facts: { removed: "2026-01-01T10:00:00Z", experiment: "p/notebook" }, presence: "REMOVED" };
  const version = { kind: "model version", id: "p.m/1", title: "p.m version 1", facts: {}, presence: "THERE" };
  answers["/api/2.0/mlflow/runs/get"] = noRun();
  answers["/api/v1/products/p/lineage"] = { root: run, nodes: [run, version], edges: [{ from: run, to: version }], truncated: false, more: [] };
  open("/p/p/runs/r1");
  expect(await screen.findByText("Removed for good")).toBeTruthy();
  expect(screen.getByText(/a collection removed it on .*2026/)).toBeTruthy();
  expect(await screen.findByRole("link", { name: /^run: keen-fox, removed for good/ })).toBeTruthy();
  expect(screen.getByRole("link", { name: /^model version: p.m version 1$/ })).toBeTruthy();
});

it("tells of a run that never was", async () => {
  answers["/api/2.0/mlflow/runs/get"] = noRun();
  answers["/api/v1/products/p/lineage"] = new Response(JSON.stringify({ title: "Not Found", status: 404, detail: "Product p has no run 'r1' with a lineage." }), { status: 404 });
  open("/p/p/runs/r1");
  expect(await screen.findByText("There is no such run here")).toBeTruthy();
});
