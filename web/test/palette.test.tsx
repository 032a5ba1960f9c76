import { fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { event, FakeServer, open } from "./open.tsx";

let server = new FakeServer();
const scrolled: string[] = [];

beforeEach(() => {
  server = new FakeServer();
  server.start();
  server.answers["/api/v1/events"] = { items: [event(1, "product.created")] };
  server.answers["/api/v1/products/p/models"] = { items: [{ name: "p.m", versions: 1 }] };
  server.answers["/api/v1/models"] = { items: [{ name: "p.m", product: "p", description: "", tags: {}, aliases: {}, latest: {}, createdAt: "2026-01-01T00:00:00Z", updatedAt: "2026-01-01T00:00:00Z", versions: 0 }] };
  scrolled.length = 0;
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) { this.open = true; };
  HTMLDialogElement.prototype.close = function (this: HTMLDialogElement) { this.open = false; fireEvent(this, new Event("close")); };
  // As newer browsers have it: with a promise.
  Element.prototype.scrollIntoView = vi.fn(function (this: Element) { scrolled.push(this.id); return Promise.resolve(); }) as unknown as Element["scrollIntoView"];
});
afterEach(() => server.stop());

it("finds by letters, keeps the chosen in sight, and goes there", async () => {
  open("/p/p/endpoints");
  await screen.findByRole("navigation", { name: "Main" });
  fireEvent.keyDown(window, { key: "k", ctrlKey: true });
  const field = await screen.findByRole("combobox");
  fireEvent.change(field, { target: { value: "mo" } });
  const first = screen.getAllByRole("option")[0]?.textContent;
  expect(first).toBe("Modelspage");
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(scrolled.at(-1)).toBe("hit-1");
  fireEvent.keyDown(field, { key: "ArrowUp" });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(window.location.pathname).toBe("/p/p/models");
});

it("takes the focus to a new page and says its name", async () => {
  open("/p/p/models");
  await screen.findByText("p.m");
  fireEvent.click(screen.getByRole("link", { name: /^Endpoints/ }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("main")));
  expect(screen.getByRole("main").getAttribute("aria-label")).toBe("Endpoints");
  expect(screen.getAllByRole("status").map((e) => e.textContent)).toContain("Endpoints, p");
});
