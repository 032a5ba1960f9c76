import type { Delivery, Hook } from "../src/lib/webhooks.ts";
import { hex, random } from "./random.ts";

/** Made-up webhooks: one that works, one that fails, one that is paused. */
const NOW = Date.parse("2026-11-24T03:10:00Z");
const hook = (id: string, name: string, url: string, events: [string, string][], status: Hook["status"], description: string): Hook => ({ webhook_id: id, name, url, description, events: events.map(([entity, action]) => ({ entity, action })), status, creation_timestamp: NOW - 4e9, last_updated_timestamp: NOW - 8e8 });
let all: Hook[] = [
  hook("w-1", "ci", "https://ci.example.org/hooks/models", [["MODEL_VERSION", "CREATED"], ["MODEL_VERSION_ALIAS", "CREATED"]], "ACTIVE", "Builds and tests what was registered."),
  hook("w-2", "chat", "https://chat.example.org/in/7f31", [["REGISTERED_MODEL", "CREATED"], ["MODEL_VERSION", "CREATED"], ["MODEL_VERSION_TAG", "SET"]], "ACTIVE", "Tells the team."),
  hook("w-3", "old catalogue", "https://catalogue.example.org/sync", [["MODEL_VERSION", "CREATED"]], "DISABLED", ""),
];
const deliveries = (id: string): Delivery[] =>
  Array.from({ length: id === "w-3" ? 0 : 60 }, (_, i): Delivery => {
    const broken = id === "w-2" && i < 3;
    return { id: `del-${hex(random(i + id.length), 24)}`, event: i % 3 ? "MODEL_VERSION:CREATED" : "MODEL_VERSION_ALIAS:CREATED", createdAt: new Date(NOW - i * 7_000_000).toISOString(), attempts: broken ? 3 - i : 1, dueAt: broken && i < 2 ? new Date(NOW + 60_000).toISOString() : null, succeeded: !broken, status: broken ? 502 : 200, answer: broken ? "<html><h1>502 Bad Gateway</h1></html>" : "ok" };
  });

export function webhooks(method: string, path: string, body: string): unknown {
  const log = /^\/api\/v1\/webhooks\/([^/]+)\/deliveries$/.exec(path);
  if (log) return { items: deliveries(log[1] ?? ""), nextCursor: null };
  const at = /^\/api\/2\.0\/mlflow\/webhooks(?:\/([^/]+)(\/test)?)?$/.exec(path);
  if (!at) return undefined;
  const [, id, test] = at;
  const sent = body ? (JSON.parse(body) as Partial<Hook>) : {};
  if (test) return { result: id === "w-2" ? { success: false, response_status: 502, error_message: "https://chat.example.org answered 502", response_body: "<html><h1>502 Bad Gateway</h1></html>" } : { success: true, response_status: 200, response_body: "ok" } };
  if (!id && method === "POST") {
    const made = { ...(all[0] as Hook), ...sent, webhook_id: `w-${all.length + 1}`, status: "ACTIVE" as const };
    all = [...all, made];
    return { webhook: made };
  }
  if (method === "PATCH") all = all.map((h) => (h.webhook_id === id ? { ...h, ...sent } : h));
  if (method === "DELETE") all = all.filter((h) => h.webhook_id !== id);
  return id ? { webhook: all.find((h) => h.webhook_id === id) } : { webhooks: all };
}
