import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { App } from "../src/app.tsx";

/** Any path that is not answered here is answered 404 as the server does. */
let answers: Record<string, unknown> = {};

beforeEach(() => {
  answers = {};
  Object.defineProperty(window, "matchMedia", { value: () => ({ matches: false, addEventListener: () => undefined }), configurable: true });
  vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => {
    if (path.includes("/stream")) return new Promise<Response>((_, reject) => init?.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));
    const found = answers[path.split("?")[0] ?? path];
    if (found instanceof Response) return found.clone();
    if (found === undefined) return new Response(JSON.stringify({ title: "Not Found", status: 404, detail: `There is nothing at ${path}.`, code: "NOT_FOUND" }), { status: 404, headers: { "Content-Type": "application/problem+json" } });
    return new Response(JSON.stringify(found), { status: 200 });
  });
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(path: string): void {
  window.history.pushState(null, "", path);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <App />
    </QueryClientProvider>,
  );
}

it("teaches how to begin where there is no product", async () => {
  answers["/api/v1/products"] = { items: [] };
  open("/");
  expect(await screen.findByText("No product yet")).toBeTruthy();
  expect(screen.getByText("./loopline new my-product")).toBeTruthy();
});

it("shows a problem's title and detail in place, and the rest lives on", async () => {
  answers["/api/v1/products/p/models"] = new Response(JSON.stringify({ title: "Service Unavailable", status: 503, detail: "The database does not answer.", code: "DATABASE_UNAVAILABLE" }), { status: 503 });
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
