/** State never rests on colour alone: filled tick, arc, clock, square cross, dashed ring. */

export type Glyph = "done" | "run" | "begin" | "time" | "wait" | "fail" | "miss" | "drift" | "up" | "push" | "find" | "down" | "menu";

export function Sprite() {
  return (
    <svg width="0" height="0" className="sprite" aria-hidden="true">
      <defs>
        <symbol id="i-done" viewBox="0 0 14 14"><circle cx="7" cy="7" r="6" fill="currentColor" /><path d="M4.2 7.2 6.2 9.2 9.9 5.2" fill="none" stroke="var(--surface)" strokeWidth="1.6" /></symbol>
        <symbol id="i-run" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.2" fill="none" stroke="currentColor" strokeWidth="1.6" opacity=".28" /><path d="M7 1.8a5.2 5.2 0 0 1 5.2 5.2" fill="none" stroke="currentColor" strokeWidth="1.8" /></symbol>
        <symbol id="i-begin" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.3" /><path d="M5.7 4.6 9.3 7 5.7 9.4z" fill="currentColor" /></symbol>
        <symbol id="i-wait" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M7 4v3.2l2 1.3" fill="none" stroke="currentColor" strokeWidth="1.4" /></symbol>
        <symbol id="i-time" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.2" /><path d="M7 4v3.2l2 1.3" fill="none" stroke="currentColor" strokeWidth="1.2" /></symbol>
        <symbol id="i-fail" viewBox="0 0 14 14"><rect x="1.6" y="1.6" width="10.8" height="10.8" rx="2" fill="currentColor" /><path d="M4.8 4.8l4.4 4.4M9.2 4.8 4.8 9.2" stroke="var(--surface)" strokeWidth="1.5" /></symbol>
        <symbol id="i-miss" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.4 2" /></symbol>
        <symbol id="i-drift" viewBox="0 0 14 14"><path d="M7 1.6 13 12.4H1z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" /><path d="M7 5.6v3M7 10.2v.9" stroke="currentColor" strokeWidth="1.4" /></symbol>
        <symbol id="i-up" viewBox="0 0 14 14"><path d="M7 12V2.6M3.2 6.4 7 2.6l3.8 3.8" fill="none" stroke="currentColor" strokeWidth="1.6" /></symbol>
        <symbol id="i-push" viewBox="0 0 14 14"><circle cx="7" cy="7" r="2.6" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M7 0v4.4M7 9.6V14" stroke="currentColor" strokeWidth="1.5" /></symbol>
        <symbol id="i-find" viewBox="0 0 14 14"><circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="m9.2 9.2 3.4 3.4" stroke="currentColor" strokeWidth="1.4" /></symbol>
        <symbol id="i-down" viewBox="0 0 14 14"><path d="m3.5 5.5 3.5 3.5 3.5-3.5" fill="none" stroke="currentColor" strokeWidth="1.4" /></symbol>
        <symbol id="i-menu" viewBox="0 0 14 14"><path d="M2 3.5h10M2 7h10M2 10.5h10" fill="none" stroke="currentColor" strokeWidth="1.4" /></symbol>
        <symbol id="i-loop" viewBox="0 0 16 16"><path d="M13.2 8A5.2 5.2 0 1 1 8 2.8h4.4" fill="none" stroke="var(--accent)" strokeWidth="2.2" /><path d="m10.2.6 2.4 2.2-2.4 2.2" fill="none" stroke="var(--accent)" strokeWidth="1.8" /></symbol>
      </defs>
    </svg>
  );
}

const COLOUR: Partial<Record<Glyph, string>> = { done: "s-done", run: "s-run", begin: "s-miss", time: "s-miss", wait: "s-wait", fail: "s-fail", miss: "s-miss", drift: "s-wait", up: "s-done", push: "s-miss" };

/** Turns only where the caller knows that it runs now. Without a label it is decoration: the words beside it say it. */
export function Icon({ name, label, tone, spin = false }: { name: Glyph; label?: string; tone?: string; spin?: boolean }) {
  return (
    <svg className={`st ${tone ?? COLOUR[name] ?? ""}${spin ? " spin" : ""}`} {...(label ? { role: "img", "aria-label": label } : { "aria-hidden": true })}>
      <use href={`#i-${name}`} />
    </svg>
  );
}

/** Any component's word for a state, as one of five glyphs. */
export function glyphOf(state: string): Glyph {
  switch (state.toUpperCase()) {
    case "DONE":
    case "SUCCEEDED":
    case "FINISHED":
    case "PROMOTED":
    case "PASSED":
    case "DELIVERED":
    case "DEPLOYED":
      return "done";
    case "RUNNING":
    case "SCHEDULED":
      return "run";
    case "FAILED":
    case "KILLED":
    case "ROLLED_BACK":
    case "ERROR":
      return "fail";
    case "WAITING":
    case "READY":
    case "PENDING":
    case "BACKING_OFF":
    case "QUEUED":
      return "wait";
    default:
      return "miss";
  }
}

export const stateWord = (state: string): string => {
  const word = state.toLowerCase().replace(/_/g, " ");
  return word === "succeeded" || word === "finished" ? "done" : word;
};

export function State({ state, text = true }: { state: string; text?: boolean }) {
  const glyph = glyphOf(state);
  const word = stateWord(state);
  return (
    <span className="state">
      <Icon name={glyph} {...(text ? {} : { label: word })} spin={glyph === "run"} />
      {text && <span>{word}</span>}
    </span>
  );
}

export function StateChip({ state, extra }: { state: string; extra?: string }) {
  const glyph = glyphOf(state);
  const tone = { done: "ok", run: "acc", wait: "wait", fail: "fail" }[glyph as string] ?? "";
  return <span className={`chip ${tone}`}>{stateWord(state)}{extra ? ` ${extra}` : ""}</span>;
}
