import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { binOf, compareBins, countBins } from "../src/lib/baseline.ts";
import { means } from "../src/lib/performance.ts";
import { dayAt, monthOf } from "../src/loop/strip.tsx";
import { Table } from "../src/ui/table.tsx";

afterEach(cleanup);

const rows = [{ id: "b", n: 2 }, { id: "a", n: 10 }, { id: "c", n: 1 }];

function show(sort = vi.fn((r: { n: number }) => r.n)) {
  const drawn = () => <Table label="Numbers" rows={rows} id={(r) => r.id} to={(r) => `/${r.id}`} sorted={{ key: "n", up: true }} cols={[{ key: "id", head: "Id", cell: (r) => r.id }, { key: "n", head: "N", num: true, cell: (r) => r.n, sort }]} />;
  return { ...render(drawn()), drawn, sort };
}

it("sorts by what a row is worth, and not again where nothing changed", () => {
  const { rerender, drawn, sort } = show();
  expect(screen.getAllByRole("row").map((r) => r.textContent)).toEqual(["IdN ↑", "c1", "b2", "a10"]);
  const calls = sort.mock.calls.length;
  rerender(drawn());
  expect(sort.mock.calls.length).toBe(calls);
});

it("numbers its rows, and lets the keyboard reach one of them", () => {
  show();
  const all = screen.getAllByRole("row");
  expect(all.map((r) => r.getAttribute("aria-rowindex"))).toEqual(["1", "2", "3", "4"]);
  expect(all.slice(1).map((r) => r.tabIndex)).toEqual([0, -1, -1]);
  fireEvent.focus(all[2] as HTMLElement);
  expect(screen.getAllByRole("row").slice(1).map((r) => r.tabIndex)).toEqual([-1, 0, -1]);
});

it("opens the row that has the focus", () => {
  show();
  fireEvent.focus(screen.getAllByRole("row")[3] as HTMLElement);
  fireEvent.keyDown(document.body, { key: "Enter" });
  expect(window.location.pathname).toBe("/a");
});

it("bins as the server does: an edge belongs to what follows it", () => {
  const column = { name: "adr", edges: [50, 64], counts: [3, 4, 3, 0] };
  expect([49.9, 50, 63, 64, NaN].map((v) => binOf(column, v))).toEqual([0, 1, 1, 2, 3]);
  expect(compareBins(column, countBins(column, [10, 55, 56, 70]), null)).toEqual([{ name: "< 50", then: 0.3, now: 0.25 }, { name: "50 to 64", then: 0.4, now: 0.5 }, { name: "≥ 64", then: 0.3, now: 0.25 }]);
});

it("takes means over months that have both models and enough labels", () => {
  const month = (loop: number | null, first: number | null, labels: number) => ({ month: "2016-07", predictions: labels, labels, loop, first });
  expect(means([month(0.8, 0.7, 100), month(0.6, 0.5, 29), month(0.9, null, 100)])).toEqual({ loop: 0.8, still: 0.7, months: 1 });
});

it("finds the day of a place on the strip", () => expect(dayAt(monthOf("2016-11-03T00:00:00Z"))).toBe("2016-11-03"));
