import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import type { Act } from "../lib/registry.ts";
import { Failure } from "./parts.tsx";

/** A question in the middle of the page: Escape and what is clicked outside close it. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal?.(), []);
  return (
    <dialog ref={dialog} className="sheet" aria-label={title} onClose={close} onClick={(e) => e.target === dialog.current && dialog.current?.close()}>
      <div><h2>{title}</h2>{children}</div>
    </dialog>
  );
}

interface AskProps {
  title: string;
  verb: string;
  act: Act;
  close: () => void;
  /** What is done; the dialog stays open with its error where it fails. */
  work: () => Promise<unknown>;
  done?: () => void;
  danger?: boolean;
  /** What must be typed first: for what cannot be undone. */
  type?: string;
  ready?: boolean;
  children?: ReactNode;
}

/** Asks before something is done, and shows why it was not. */
export function Ask({ title, verb, act, close, work, done, danger = false, type, ready = true, children }: AskProps) {
  const [typed, setTyped] = useState("");
  const submit = (e: FormEvent) => {
    e.preventDefault();
    void act.run(work).then((fine) => {
      if (!fine) return;
      close();
      done?.();
    });
  };
  return (
    <Dialog title={title} close={() => { act.clear(); close(); }}>
      <form onSubmit={submit} className="ask">
        {children}
        {type !== undefined && <label className="ask-type"><span>Type <code>{type}</code> to go on</span><span className="field"><input autoFocus autoComplete="off" spellCheck={false} value={typed} onChange={(e) => setTyped(e.target.value)} /></span></label>}
        {act.error && <Failure error={act.error} />}
        <div className="line end">
          <button type="button" className="btn" onClick={(e) => e.currentTarget.closest("dialog")?.close()}>Cancel</button>
          <button type="submit" className={`btn ${danger ? "danger" : "primary"}`} disabled={act.busy || !ready || (type !== undefined && typed !== type)}>{act.busy ? "Working" : verb}</button>
        </div>
      </form>
    </Dialog>
  );
}
