import { useEffect, type ReactNode } from "react";
import { Link } from "../lib/router.tsx";
import { switchTheme } from "../lib/theme.ts";
import { KeyProvider } from "./shell.tsx";

/** A page of no product: without a rail, with the way between products, experiments and search. */
export function Lobby({ title, wide = false, children }: { title: string; wide?: boolean; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Loopline`;
  }, [title]);
  return (
    <KeyProvider>
      {() => (
        <div className={`lobby${wide ? " wide" : ""}`}>
          <a className="skip" href="#main">Skip to content</a>
          <header className="top">
            <svg width="18" height="18" aria-hidden="true"><use href="#i-loop" /></svg>
            <b>Loopline</b>
            <nav className="right" aria-label="Main">
              <Link to="/" aria-current={title === "Products" ? "page" : undefined}>Products</Link>
              <Link to="/experiments" aria-current={title === "Experiments" ? "page" : undefined}>Experiments</Link>
              <Link to="/search" aria-current={title === "Search" ? "page" : undefined}>Search</Link>
              <button className="btn quiet s" onClick={switchTheme}>Theme</button>
            </nav>
          </header>
          <main id="main" aria-label={title} tabIndex={-1}>{children}</main>
        </div>
      )}
    </KeyProvider>
  );
}
