import { useState } from "react";

/** Puts a text on the clipboard, and says so. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [copied, set] = useState(false);
  return (
    <button
      className="linkish small copy"
      aria-label={`Copy ${what}`}
      title={text}
      onClick={() => {
        void navigator.clipboard?.writeText(text).then(() => {
          set(true);
          setTimeout(() => set(false), 1200);
        });
      }}
    >
      <span aria-live="polite">{copied ? "copied" : "copy"}</span>
    </button>
  );
}
