import { useEffect, useState } from "react";

/** Draws again each second while something runs: how long it has run is nobody's event. */
export function useTick(runs: boolean): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!runs) return undefined;
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, [runs]);
}
