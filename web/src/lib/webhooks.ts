import { useInfiniteQuery } from "@tanstack/react-query";
import { getJson, sendJson, type Problem } from "./api.ts";
import { ML } from "./mlflow.ts";

export const WEBHOOKS = `${ML}/webhooks`;

export interface HookEvent {
  entity: string;
  action: string;
}

export interface Hook {
  webhook_id: string;
  name: string;
  description?: string;
  url: string;
  events: HookEvent[];
  status: "ACTIVE" | "DISABLED";
  creation_timestamp: number;
  last_updated_timestamp: number;
}

export interface Delivery {
  id: string;
  event: string;
  createdAt: string;
  attempts: number;
  dueAt?: string | null;
  succeeded: boolean;
  status?: number | null;
  answer?: string | null;
}

export interface TestResult {
  success: boolean;
  response_status?: number;
  response_body?: string;
  error_message?: string;
}

/** What can be told of, as MLflow pairs entities and actions. */
export const HOOK_EVENTS: HookEvent[] = [
  { entity: "REGISTERED_MODEL", action: "CREATED" },
  { entity: "MODEL_VERSION", action: "CREATED" },
  { entity: "MODEL_VERSION_TAG", action: "SET" },
  { entity: "MODEL_VERSION_TAG", action: "DELETED" },
  { entity: "MODEL_VERSION_ALIAS", action: "CREATED" },
  { entity: "MODEL_VERSION_ALIAS", action: "DELETED" },
  { entity: "PROMPT", action: "CREATED" },
  { entity: "PROMPT_VERSION", action: "CREATED" },
  { entity: "PROMPT_TAG", action: "SET" },
  { entity: "PROMPT_TAG", action: "DELETED" },
  { entity: "PROMPT_VERSION_TAG", action: "SET" },
  { entity: "PROMPT_VERSION_TAG", action: "DELETED" },
  { entity: "PROMPT_ALIAS", action: "CREATED" },
  { entity: "PROMPT_ALIAS", action: "DELETED" },
];

export const eventName = (e: HookEvent): string => `${e.entity.toLowerCase()}.${e.action.toLowerCase()}`;

/** "model_version.created" as one says it. */
export const eventWords = (e: HookEvent): string => `${e.entity.toLowerCase().replace(/_/g, " ")} ${e.action.toLowerCase()}`;

export interface HookSettings {
  name: string;
  description: string;
  url: string;
  events: HookEvent[];
  /** Empty leaves the one that is there. */
  secret: string;
}

const sent = ({ secret, ...rest }: HookSettings) => (secret ? { ...rest, secret } : rest);

export const hooks = {
  create: (settings: HookSettings) => sendJson<{ webhook: Hook }>("POST", WEBHOOKS, sent(settings)),
  update: (id: string, settings: HookSettings) => sendJson("PATCH", `${WEBHOOKS}/${encodeURIComponent(id)}`, sent(settings)),
  turn: (id: string, status: Hook["status"]) => sendJson("PATCH", `${WEBHOOKS}/${encodeURIComponent(id)}`, { status }),
  remove: (id: string) => sendJson("DELETE", `${WEBHOOKS}/${encodeURIComponent(id)}`, {}),
  test: (id: string, event: HookEvent) => sendJson<{ result: TestResult }>("POST", `${WEBHOOKS}/${encodeURIComponent(id)}/test`, { event }),
};

/** Webhooks page by page, in MLflow's way of paging. */
export function useHooks() {
  return useInfiniteQuery<{ webhooks?: Hook[]; next_page_token?: string }, Problem, Hook[], unknown[], string | null>({
    queryKey: [WEBHOOKS],
    queryFn: async ({ pageParam, signal }) => (await getJson<{ webhooks?: Hook[]; next_page_token?: string }>(`${WEBHOOKS}?max_results=100${pageParam ? `&page_token=${encodeURIComponent(pageParam)}` : ""}`, signal)) ?? {},
    initialPageParam: null,
    getNextPageParam: (last) => last.next_page_token || undefined,
    select: (data) => data.pages.flatMap((p) => p.webhooks ?? []),
  });
}

/** How a delivery stands. */
export function standingOf(d: Delivery): { word: string; tone: "ok" | "wait" | "fail" } {
  if (d.succeeded) return { word: "delivered", tone: "ok" };
  return d.dueAt ? { word: d.attempts === 0 ? "waits" : "tried again soon", tone: "wait" } : { word: "given up", tone: "fail" };
}

/** A secret that nobody guesses. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}
