import { act, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { event, FakeServer, open, problem } from "./open.tsx";

let server = new FakeServer();
const MODELS = "/api/v1/models";
const model = (version: number) => ({ items: [{ name: "p.m", product: "p", description: "", tags: { owner: "ana" }, aliases: { champion: version }, latest: {}, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z", versions: 0 }] });

beforeEach(() => {
  server = new FakeServer();
  server.start();
  server.answers["/api/v1/events"] = { items: [event(41, "product.declared")] };
  server.answers[MODELS] = model(1);
});
afterEach(() => server.stop());

const connected = (n: number) => waitFor(() => expect(server.connections).toHaveLength(n), { timeout: 5000 });

/** The page is read, the connection stands, and nothing is on its way. */
const settled = async () => {
  await screen.findByText("p.m");
  await connected(1);
  await screen.findByText("live");
  let before = -1;
  await waitFor(() => {
    const asked = server.asked.length;
    const still = asked === before;
    before = asked;
    expect(still).toBe(true);
  }, { interval: 100 });
};

it("begins after the newest event there was, so that none between is missed", async () => {
  open("/p/p/models");
  await connected(1);
  expect(server.connections[0]?.from).toBe("41");
});

it("reads again, once the connection stands, what was read before", async () => {
  // Connected only once the page was read: what happened in between came over no stream.
  let connect = (): void => undefined;
  server.answers["/api/v1/events"] = () => new Promise((resolve) => (connect = () => resolve({ items: [event(41, "product.declared")] })));
  open("/p/p/models");
  await screen.findByText("p.m");
  expect(server.connections).toHaveLength(0);
  server.answers["/api/v1/events"] = { items: [event(41, "product.declared")] };
  server.answers[MODELS] = model(3);
  connect();
  expect(await screen.findAllByText("v3")).toBeTruthy();
});

it("reads again what an event changes, and nothing else", async () => {
  open("/p/p/models");
  await settled();
  const [models, product] = [server.times(MODELS), server.times("/api/v1/products/p")];
  server.answers[MODELS] = model(2);
  act(() => server.connections[0]?.send(event(42, "registry.version.registered", { model: "p.m", version: "2" }, "p.m/2")));
  await waitFor(() => expect(server.times(MODELS)).toBe(models + 1), { timeout: 5000 });
  expect(await screen.findAllByText("v2")).toBeTruthy();
  expect(server.times("/api/v1/products/p")).toBe(product);
});

it("says since when it is lost, resumes after the last event seen, and reads everything again", async () => {
  open("/p/p/models");
  await settled();
  act(() => server.connections[0]?.send(event(43, "time.advanced")));
  await screen.findByText("live");
  server.answers[MODELS] = model(7);
  const before = server.times(MODELS);
  act(() => server.connections[0]?.end());
  expect(await screen.findByText(/connection lost since/)).toBeTruthy();
  await connected(2);
  expect(server.connections[1]?.from).toBe("43");
  await screen.findByText("live");
  await waitFor(() => expect(server.times(MODELS)).toBeGreaterThan(before));
  expect(await screen.findAllByText("v7")).toBeTruthy();
});

it("keeps old values where they cannot be read again, and says so in their place", async () => {
  open("/p/p/models");
  await settled();
  server.answers[MODELS] = problem(503, "Service Unavailable", "The disk is full.", "STORAGE_FULL");
  act(() => server.connections[0]?.send(event(42, "registry.version.registered")));
  expect(await screen.findByText("These values age.")).toBeTruthy();
  expect(screen.getByText("p.m")).toBeTruthy();
});

it("says aloud what finished, not what began", async () => {
  open("/p/p/models");
  await connected(1);
  act(() => server.connections[0]?.send(event(42, "workflow.run.started", { run: "r", pipeline: "training" }, "r")));
  act(() => server.connections[0]?.send(event(43, "workflow.run.failed", { run: "r", pipeline: "training", error: "out of memory" }, "r")));
  await waitFor(() => expect(screen.getAllByRole("status").map((e) => e.textContent).join()).toContain("Pipeline training failed. out of memory"), { timeout: 5000 });
});
