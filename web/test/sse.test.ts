import { expect, it } from "vitest";
import { SseParser } from "../src/lib/sse.ts";

const text = ': connected\n\nid: 7\nevent: workflow.run.started\ndata: {"a":1}\n\n: still here\n\nid: 8\ndata: one\ndata: two\n\n';

it("reads the same messages whatever the chunks", () => {
  const whole = new SseParser().push(text);
  expect(whole).toEqual([
    { id: "7", event: "workflow.run.started", data: '{"a":1}' },
    { id: "8", event: "message", data: "one\ntwo" },
  ]);
  for (let size = 1; size < 12; size++) {
    const parser = new SseParser();
    const out = [];
    for (let i = 0; i < text.length; i += size) out.push(...parser.push(text.slice(i, i + size)));
    expect(out).toEqual(whole);
  }
});

it("ends lines as CRLF does too", () => expect(new SseParser().push("data: x\r\n\r\n")).toEqual([{ id: null, event: "message", data: "x" }]));

it("yields nothing of a message that is not at its end", () => expect(new SseParser().push("data: x\n")).toEqual([]));
