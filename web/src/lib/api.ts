import { keepPreviousData, useInfiniteQuery, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { Page } from "./types.ts";

const TOKEN = "loopline.token";

/** An answer that is none: RFC 9457's title and detail, or what the network said. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code?: string,
    readonly violations: string[] = [],
  ) {
    super(detail || title);
  }
}

export function token(): string | null {
  return sessionStorage.getItem(TOKEN);
}

export function setToken(value: string | null): void {
  if (value) sessionStorage.setItem(TOKEN, value);
  else sessionStorage.removeItem(TOKEN);
}

export function headers(): Record<string, string> {
  const held = token();
  return held ? { Authorization: `Bearer ${held}` } : {};
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => "");
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const violations = Array.isArray(body["violations"])
      ? body["violations"].map((v) => (typeof v === "string" ? v : String((v as { message?: string }).message ?? JSON.stringify(v))))
      : [];
    // MLflow's routes answer {error_code, message}.
    return new Problem(
      response.status,
      String(body["title"] ?? body["error_code"] ?? response.statusText),
      String(body["detail"] ?? body["message"] ?? ""),
      typeof body["code"] === "string" ? body["code"] : undefined,
      violations,
    );
  } catch {
    return new Problem(response.status, response.statusText || `Status ${response.status}`, text.slice(0, 300));
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...headers(), ...(init.headers as Record<string, string>) } });
  } catch (e) {
    if (e instanceof DOMException && e.name === "AbortError") throw e;
    throw new Problem(0, "The server does not answer", `Nothing answers at ${window.location.origin}. Start it with ./loopline up; what is shown is read again as soon as it is back.`);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** JSON of a path; null where there is no content. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T | null> {
  const response = await ask(path, { headers: { Accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (response.status === 204) return null;
  const text = await response.text();
  if (!text) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new Problem(response.status, "Not JSON", `${path} answered something that is no JSON; is this a Loopline server?`);
  }
}

export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  return (await ask(path, signal ? { signal } : {})).text();
}

export async function postJson<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const response = await ask(path, {
    method: "POST",
    ...(signal ? { signal } : {}),
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Changes something by another method; what is sent is JSON, and so is what is answered. */
export async function sendJson<T>(method: "PUT" | "PATCH" | "DELETE" | "POST", path: string, body: unknown): Promise<T> {
  const text = await (await ask(path, { method, headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body) })).text();
  return (text ? JSON.parse(text) : null) as T;
}

/** Saves a file: a plain link could not send the token. */
export async function save(path: string, name: string): Promise<void> {
  const held = URL.createObjectURL(await (await ask(path, {})).blob());
  const link = document.createElement("a");
  link.href = held;
  link.download = name;
  link.click();
  // The browser has taken it by the next turn; what is not given back stays in memory until the tab is closed.
  setTimeout(() => URL.revokeObjectURL(held), 10_000);
}

export interface Options {
  /** Milliseconds between refetches, for what no event announces. */
  every?: number;
  enabled?: boolean;
}

/** The one way pages read: the path is the key, so that events can name what they change. */
export function useGet<T>(path: string | null, options: Options = {}): UseQueryResult<T | null, Problem> {
  return useQuery<T | null, Problem>({
    queryKey: [path],
    queryFn: ({ signal }) => getJson<T>(path ?? "", signal),
    enabled: path !== null && options.enabled !== false,
    refetchInterval: options.every ?? false,
  });
}

export function useText(path: string | null, options: Options = {}): UseQueryResult<string, Problem> {
  return useQuery<string, Problem>({
    queryKey: [path, "text"],
    queryFn: ({ signal }) => getText(path ?? "", signal),
    enabled: path !== null && options.enabled !== false,
    refetchInterval: options.every ?? false,
  });
}

export function usePost<T>(path: string | null, body: unknown, options: Options = {}): UseQueryResult<T, Problem> {
  return useQuery<T, Problem>({
    queryKey: [path, body],
    queryFn: () => postJson<T>(path ?? "", body),
    enabled: path !== null && options.enabled !== false,
    placeholderData: keepPreviousData,
    refetchInterval: options.every ?? false,
  });
}

/** What was asked: as a query is, so that `Await` takes it, and page by page. */
export interface Pages<T> {
  data: T[] | undefined;
  items: T[] | undefined;
  error: Problem | null;
  isPending: boolean;
  isFetching: boolean;
  more: boolean;
  loadingMore: boolean;
  loadMore: () => void;
  refetch: () => void;
}

/** A list page by page; `loadMore` as the end comes into sight. */
export function usePages<T>(path: string | null, limit = 200, options: Options = {}): Pages<T> {
  const query = useInfiniteQuery<Page<T>, Problem, { pages: Page<T>[] }, unknown[], string | null>({
    queryKey: [path, "pages", limit],
    queryFn: async ({ pageParam, signal }) => {
      const join = path?.includes("?") ? "&" : "?";
      const cursor = pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : "";
      return (await getJson<Page<T>>(`${path}${join}limit=${limit}${cursor}`, signal)) ?? { items: [] };
    },
    initialPageParam: null,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    enabled: path !== null,
    refetchInterval: options.every ?? false,
  });
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items), [query.data]);
  return {
    data: items,
    items,
    error: query.error,
    isPending: query.isPending && path !== null,
    isFetching: query.isFetching && !query.isFetchingNextPage,
    more: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
    refetch: () => void query.refetch(),
  };
}

const AT_ONCE = 1000;
const MOST = 10_000;

/** A list that a page needs as a whole; it is read on until its end. */
export function useList<T>(path: string | null, options: Options = {}): Pages<T> {
  const list = usePages<T>(path, AT_ONCE, options);
  const wanted = list.more && !list.loadingMore && (list.items?.length ?? 0) < MOST;
  const { loadMore } = list;
  useEffect(() => {
    if (wanted) loadMore();
  });
  return list;
}

export const api = (product: string, rest = ""): string => `/api/v1/products/${encodeURIComponent(product)}${rest}`;
