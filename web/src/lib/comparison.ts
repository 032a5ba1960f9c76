import { useSyncExternalStore } from "react";
import { page } from "./router.tsx";

/** As many runs are compared at once at most. */
export const MOST_COMPARED = 1000;

/** So many ids fit into an address that a server takes; more stand behind its `#`, which stays in the browser. */
const FEW = 50;

export function compareAt(product: string, runs: string[]): string {
  const ids = runs.slice(0, MOST_COMPARED).map(encodeURIComponent).join(",");
  return `${page(product, "compare")}${runs.length <= FEW ? `?runs=${ids}` : `#runs=${ids}`}`;
}

const subscribe = (listener: () => void): (() => void) => {
  window.addEventListener("hashchange", listener);
  window.addEventListener("popstate", listener);
  return () => {
    window.removeEventListener("hashchange", listener);
    window.removeEventListener("popstate", listener);
  };
};

export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash);

/** The runs that an address names. */
export function namedRuns(runs: string | null, hash: string): string[] {
  const text = runs ?? (hash.startsWith("#runs=") ? hash.slice(6) : "");
  return [...new Set(text.split(",").filter(Boolean).map(decodeURIComponent))].slice(0, MOST_COMPARED);
}
