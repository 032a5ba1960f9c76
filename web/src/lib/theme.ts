import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const KEY = "loopline.theme";
const listeners = new Set<() => void>();
const dark = (): boolean => window.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

function current(): Theme {
  const set = document.documentElement.dataset["theme"];
  return set === "dark" || set === "light" ? set : dark() ? "dark" : "light";
}

/** The theme of before, or `?theme=`; the system's where neither says. */
export function startTheme(): void {
  const asked = new URLSearchParams(window.location.search).get("theme");
  const kept = asked ?? localStorage.getItem(KEY);
  if (kept === "dark" || kept === "light") document.documentElement.dataset["theme"] = kept;
  window.matchMedia?.("(prefers-color-scheme: dark)").addEventListener?.("change", () => listeners.forEach((l) => l()));
}

export function switchTheme(): void {
  const next: Theme = current() === "dark" ? "light" : "dark";
  document.documentElement.dataset["theme"] = next;
  localStorage.setItem(KEY, next);
  listeners.forEach((l) => l());
}

export function useTheme(): Theme {
  return useSyncExternalStore((l) => {
    listeners.add(l);
    return () => listeners.delete(l);
  }, current);
}

/** A token's value now, for what draws on a canvas. */
export function tokenValue(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
