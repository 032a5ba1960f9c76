import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addressOf, fieldsOf, searchView, wordsIn, written, type SearchKind } from "../src/lib/search.ts";
import { SIGNS } from "../src/ui/querybar.tsx";
import { event, FakeServer, open, problem } from "./open.tsx";

const column = (name: string, type: "text" | "number" | "time" | "duration" | "open", values: string[] = []) => ({ name, aliases: [], type, about: `its ${name}`, operators: ["="], values, ordered: name !== "features.*" });
const RUNS: SearchKind = { name: "runs", title: "Runs", about: "A run.", columns: [column("run_id", "text"), column("product", "text"), column("status", "text", ["RUNNING", "FINISHED"]), column("start_time", "time"), column("duration", "duration"), column("metrics.*", "number")], shown: ["run_id", "product", "status", "start_time", "duration"], order: "start_time DESC", examples: [{ query: "metrics.auc > 0.7", finds: "good ones" }] };
const PREDICTIONS: SearchKind = { name: "predictions", title: "Predictions", about: "A prediction.", columns: [column("id", "text"), column("score", "number"), column("features.*", "open")], shown: ["id", "score"], order: "time DESC", examples: [{ query: "score > 0.9", finds: "sure ones" }] };

let server = new FakeServer();
const asked = (path: string): URLSearchParams[] => server.asked.filter((p) => p.split("?")[0] === path).map((p) => new URL(p, "http://x").searchParams);

beforeEach(() => {
  server = new FakeServer();
  server.start();
  server.answers["/api/v1/events"] = { items: [event(1, "product.created")] };
  server.answers["/api/v1/products"] = { items: [] };
  server.answers["/api/v1/search"] = { kinds: [RUNS, PREDICTIONS] };
  server.answers["/api/v1/search/runs/count"] = { count: 3, exact: true };
  server.answers["/api/v1/search/predictions/count"] = { count: 12, exact: false };
  server.answers["/api/v1/search/predictions"] = (path: string) => (path.includes("cursor=") ? { columns: [{ name: "id", type: "text" }], items: [{ id: "prd-1", href: "/products/p/predictions/prd-1" }] } : { columns: [{ name: "id", type: "text" }], items: [], next: "further" });
  server.answers["/api/v1/search/runs"] = (path: string) => {
    const query = new URL(path, "http://x").searchParams;
    if (query.get("q") === "metrics.auc >") return problem(400, "Bad Request", "Invalid query at column 14: the end stands where a value was expected.", "QUERY_INVALID");
    const columns = (query.get("columns") ?? "").split(", ").map((name) => ({ name: name.replace(/`/g, ""), type: { start_time: "time", duration: "duration" }[name] ?? (name.startsWith("metrics") ? "number" : "text") }));
    return { kind: "runs", columns, items: [{ run_id: "4c1f", product: "p", status: "FINISHED", start_time: "2026-07-01T10:00:00Z", duration: 90_000, "metrics.val loss": 0.25, href: "/products/p/runs/4c1f" }] };
  };
});
afterEach(() => server.stop());

it("keeps kind, query, order and columns in the address", () => {
  const view = { kind: "models", query: "name = 'a'", order: { key: "metrics.auc", up: false }, cols: ["name", "tags.a,b"] };
  expect(searchView(new URLSearchParams(addressOf(view)))).toEqual(view);
  expect(searchView(new URLSearchParams())).toEqual({ kind: "runs", query: "", order: null, cols: null });
});

it("writes names as a query must, and seeks bare words in the texts that are shown", () => {
  expect(written("metrics.val loss")).toBe("metrics.`val loss`");
  expect(written("status")).toBe("status");
  expect(wordsIn(RUNS, "ana", SIGNS)).toBe("run_id ILIKE '%ana%' OR product ILIKE '%ana%' OR status ILIKE '%ana%'");
  expect(wordsIn(RUNS, "status = 'FAILED'", SIGNS)).toBe("status = 'FAILED'");
});

it("completes by columns, groups and what was logged", () => {
  expect(fieldsOf(RUNS, []).map((f) => f.text)).toContain("metrics.");
  const logged = fieldsOf(RUNS, [{ group: "METRICS", key: "auc", runs: 4, lowest: 0, highest: 1, values: 0 }]).map((f) => f.text);
  expect(logged).toContain("metrics.auc");
  expect(logged).not.toContain("metrics.");
});

it("shows what fits in a product with its columns, and asks for another order", async () => {
  open("/p/p/search?kind=runs&cols=run_id,duration,metrics.val%2520loss");
  const row = await screen.findByRole("row", { name: /4c1f/ });
  expect(row.textContent).toContain("1:30 min");
  expect(row.textContent).toContain("0.25");
  expect(screen.getByRole("link", { name: "4c1f" }).getAttribute("href")).toBe("/p/p/runs/4c1f");
  fireEvent.click(screen.getByRole("button", { name: /^duration/ }));
  await waitFor(() => expect(asked("/api/v1/search/runs").at(-1)?.get("order")).toBe("duration DESC"));
  expect(asked("/api/v1/search/runs").at(-1)?.get("columns")).toBe("run_id, duration, metrics.`val loss`");
  expect(asked("/api/v1/search/runs").at(-1)?.get("product")).toBe("p");
  expect(window.location.search).toContain("order=-duration");
});

it("asks an example by a click, and another kind anew", async () => {
  open("/p/p/search");
  fireEvent.click(await screen.findByRole("button", { name: "metrics.auc > 0.7" }));
  await waitFor(() => expect(asked("/api/v1/search/runs").at(-1)?.get("q")).toBe("metrics.auc > 0.7"));
  fireEvent.change(screen.getByRole("combobox", { name: "Kind" }), { target: { value: "predictions" } });
  await waitFor(() => expect(window.location.search).toBe("?kind=predictions"));
});

it("marks the place at which a query is wrong", async () => {
  open(`/p/p/search?q=${encodeURIComponent("metrics.auc >")}`);
  expect((await screen.findByRole("alert")).textContent).toContain("column 14");
  expect(screen.getByText("not run")).toBeTruthy();
});

it("searches all products, and goes on where one call has looked at its share", async () => {
  open("/search?kind=predictions&q=score+%3E+0.9");
  const further = await screen.findByRole("button", { name: "Look further back" });
  expect(screen.getByText("at least 12")).toBeTruthy();
  await act(async () => fireEvent.click(further));
  expect(await screen.findByRole("link", { name: "prd-1" })).toBeTruthy();
  expect(asked("/api/v1/search/predictions").at(-1)?.get("cursor")).toBe("further");
  expect(asked("/api/v1/search/predictions").every((q) => !q.has("product"))).toBe(true);
});
