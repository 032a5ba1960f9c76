import { createContext, useContext, useEffect, useRef } from "react";

/** A key of this page: shown in the bottom bar, and done. */
export interface KeyVerb {
  keys: string;
  label: string;
  /** Asked before it runs: of two with one key, whose turn it is. */
  when?: () => boolean;
  run: (e: KeyboardEvent) => void;
}

export interface KeyBook {
  add: (verbs: () => KeyVerb[]) => () => void;
}

export const KeyContext = createContext<KeyBook>({ add: () => () => undefined });

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

/** "J/K" or "Ctrl+K": any of the named keys. */
export function hits(verb: KeyVerb, e: KeyboardEvent): boolean {
  if (e.metaKey || e.ctrlKey || e.altKey) return false;
  const wanted = verb.keys === "/" ? ["/"] : verb.keys.split("/");
  return wanted.some((key) => key.toLowerCase() === e.key.toLowerCase());
}

/** Makes keys work while the calling component is on the page, and names them in the bar. */
export function useKeys(verbs: KeyVerb[]): void {
  const book = useContext(KeyContext);
  const latest = useRef(verbs);
  latest.current = verbs;
  const names = verbs.map((v) => `${v.keys}\u0000${v.label}`).join("\u0001");
  useEffect(() => {
    if (!names) return undefined;
    const remove = book.add(() => latest.current);
    const down = (e: KeyboardEvent) => {
      if (e.defaultPrevented || typing(e.target) || document.querySelector("dialog[open]")) return;
      // Enter and Space belong to what has the focus.
      if ((e.key === "Enter" || e.key === " ") && e.target instanceof Element && e.target.closest("a,button,summary,[role=button]")) return;
      const verb = latest.current.find((v) => hits(v, e) && (v.when?.() ?? true));
      if (verb) {
        e.preventDefault();
        verb.run(e);
      }
    };
    window.addEventListener("keydown", down);
    return () => {
      remove();
      window.removeEventListener("keydown", down);
    };
  }, [names, book]);
}
