import { expect, it } from "vitest";
import { match, page, pageOf } from "../src/lib/router.tsx";

it("encodes every part of a page's address", () => expect(page("my product", "models", "a/b.c")).toBe("/p/my%20product/models/a%2Fb.c"));
it("decodes what it matches", () => expect(match("/p/:product/models/:id", "/p/my%20product/models/a%2Fb.c")).toEqual({ product: "my product", id: "a/b.c" }));
it("matches nothing that is longer, shorter or broken", () => expect([match("/p/:x", "/p"), match("/p/:x", "/p/a/b"), match("/p/:x", "/p/%E0%A4%A")]).toEqual([null, null, null]));
it("knows the pages of what the API names", () => {
  expect(pageOf("/api/v1/events/ev-1", "p")).toBe("/p/p/events/ev-1");
  expect(pageOf("/api/v1/pipeline-runs/r", "p")).toBe("/p/p/pipeline-runs/r");
  expect(pageOf("/api/v1/products/q/models/m.x/versions/7", "p")).toBe("/p/q/models/m.x/7");
  expect(pageOf("/api/v1/products/q/commits?revision=8c1f0e2", "p")).toBe("/p/q/code?revision=8c1f0e2");
  expect(pageOf("/products/q/views/booking/snapshots/75", "p")).toBe("/p/q/views/booking?snapshot=75");
  expect(pageOf("/api/v1/products/%E0/models", "p")).toBe("/api/v1/products/%E0/models");
  expect(pageOf("/api/v1/products/q", "p")).toBe("/p/q/product");
  expect(pageOf("/elsewhere", "p")).toBe("/elsewhere");
});
