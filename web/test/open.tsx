import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "../src/app.tsx";
import type { LogEvent } from "../src/lib/types.ts";

/** Pages are loaded as they are opened; a busy machine takes its time. */
configure({ asyncUtilTimeout: 10_000 });

/** The server's end of one connection to the log. */
export interface Connection {
  from: string | null;
  send: (event: LogEvent) => void;
  end: () => void;
}

/** What the API answers: paths to bodies; any other path is answered 404 as the server does. */
export class FakeServer {
  answers: Record<string, unknown> = {};
  asked: string[] = [];
  bodies: unknown[] = [];
  connections: Connection[] = [];

  times(path: string): number {
    return this.asked.filter((p) => p === path || p.split("?")[0] === path).length;
  }

  start(): void {
    // jsdom lays nothing out: a virtual table would have no room for a row.
    vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
    vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
    vi.stubGlobal("ResizeObserver", class { observe() {} unobserve() {} disconnect() {} });
    Object.defineProperty(window, "matchMedia", { value: () => ({ matches: false, addEventListener: () => undefined }), configurable: true });
    vi.stubGlobal("fetch", async (path: string, init?: RequestInit) => (path.includes("/events/stream") ? this.stream(init) : this.answer(path, init)));
  }

  stop(): void {
    cleanup();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  }

  private async answer(path: string, init?: RequestInit): Promise<Response> {
    this.asked.push(path);
    if (init?.body) this.bodies.push(JSON.parse(String(init.body)));
    const given = this.answers[path] ?? this.answers[path.split("?")[0] ?? path];
    const found = typeof given === "function" ? await (given as (path: string, body: unknown) => unknown)(path, init?.body ? JSON.parse(String(init.body)) : null) : given;
    if (found instanceof Response) return found.clone();
    if (found === undefined) return problem(404, "Not Found", `There is nothing at ${path}.`, "NOT_FOUND");
    return new Response(typeof found === "string" ? found : JSON.stringify(found), { status: 200 });
  }

  private stream(init?: RequestInit): Response {
    const text = new TextEncoder();
    let end = (): void => undefined;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        end = () => {
          try {
            controller.close();
          } catch {
            // It was ended by the page before.
          }
        };
        this.connections.push({
          from: (init?.headers as Record<string, string>)["Last-Event-ID"] ?? null,
          send: (event) => controller.enqueue(text.encode(`id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)),
          end,
        });
      },
    });
    init?.signal?.addEventListener("abort", () => end());
    return new Response(body, { status: 200 });
  }
}

export const problem = (status: number, title: string, detail: string, code: string): Response =>
  new Response(JSON.stringify({ title, status, detail, code }), { status, headers: { "Content-Type": "application/problem+json" } });

export const event = (position: number, type: string, data: LogEvent["data"] = {}, subject = "p"): LogEvent => ({ id: `evt_${position}`, type, source: "test", subject, product: "p", actor: "ana", time: "2026-01-01T00:00:00Z", eventTime: "2017-01-01T00:00:00Z", position, hash: "c87744c0ed9e5ce7", data });

export function open(path: string): void {
  window.history.pushState(null, "", path);
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <App />
    </QueryClientProvider>,
  );
}
