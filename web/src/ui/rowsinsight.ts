import { useEffect, useLayoutEffect, useState, type CSSProperties, type RefObject } from "react";
import { flushSync } from "react-dom";

/** A row's height, as the styles have it. */
export const ROW = 26;
/** Drawn rows change so many at a time: most frames of a scroll draw nothing. */
const BLOCK = 2;
const AROUND = 16;
/** After a jump those in sight are drawn at once, those around them a little later. */
const WIDENED_MS = 250;
const SETTLED_MS = 600;

/** Which rows of a tall box are drawn, from and up to: those in sight and some around them. */
export function useDrawn(box: RefObject<HTMLElement | null>, count: number, tall: boolean): [number, number] {
  const [drawn, draw] = useState<[number, number]>([0, 0]);
  useLayoutEffect(() => {
    const element = box.current;
    if (!tall || !element) return undefined;
    let height = element.clientHeight;
    let now: [number, number] = [0, 0];
    let widening: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      const wide = rowsAround(element.scrollTop, height, AROUND);
      if (now[1] > 0 && (wide[0] >= now[1] || wide[1] <= now[0])) {
        clearTimeout(widening);
        widening = setTimeout(() => { widening = undefined; look(); }, WIDENED_MS);
      }
      const next = widening === undefined ? wide : rowsAround(element.scrollTop, height, 0);
      if (now[0] === next[0] && now[1] === next[1]) return;
      now = next;
      draw(next);
    };
    // Within the frame that scrolls: a frame later there would be nothing to see.
    const scrolled = () => flushSync(look);
    const watch = new ResizeObserver(() => {
      height = element.clientHeight;
      look();
    });
    look();
    watch.observe(element);
    element.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      clearTimeout(widening);
      watch.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [box, tall]);
  const upTo = Math.min(count, drawn[1]);
  return [Math.min(drawn[0], Math.max(0, upTo - BLOCK)), upTo];
}

export function rowsAround(top: number, height: number, around: number): [number, number] {
  const first = Math.floor(top / ROW) - around;
  const last = Math.ceil((top + height) / ROW) + around;
  return [Math.max(0, Math.floor(first / BLOCK) * BLOCK), Math.ceil(last / BLOCK) * BLOCK];
}

/** Scrolls a tall box no further than until a row can be seen whole, below the heads that stay. */
export function scrollTo(box: HTMLElement, index: number): void {
  const above = index * ROW;
  const below = above + 2 * ROW - box.clientHeight;
  box.scrollTop = Math.max(below, Math.min(above, box.scrollTop));
}

/**
 * The widths that the browser gave the columns of the first rows, as the style of a table that keeps them; measured again
 * where the columns or the window change.
 */
export function useWidths(box: RefObject<HTMLDivElement | null>, wanted: boolean, columns: string): CSSProperties | null {
  const [kept, keep] = useState<{ columns: string; room: number; style: CSSProperties } | null>(null);
  const [room, setRoom] = useState(0);
  useEffect(() => {
    const resized = () => setRoom(window.innerWidth);
    resized();
    window.addEventListener("resize", resized);
    return () => window.removeEventListener("resize", resized);
  }, []);
  const there = kept !== null && kept.columns === columns && kept.room === room;
  useEffect(() => {
    if (!wanted || there || room === 0) return undefined;
    // What rows hold comes with later answers: they are given a moment.
    const timer = setTimeout(() => {
      const heads = [...(box.current?.querySelectorAll<HTMLElement>("thead th") ?? [])].map((th) => th.getBoundingClientRect().width);
      if (heads.length > 0 && heads.every((w) => w > 0)) keep({ columns, room, style: styleOf(heads) });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [box, wanted, there, columns, room]);
  return there && wanted ? kept.style : null;
}

function styleOf(widths: number[]): CSSProperties {
  const whole = widths.reduce((a, w) => a + w, 0);
  return { "--columns": widths.map((w) => `${w}px`).join(" "), width: `${whole}px` } as CSSProperties;
}
