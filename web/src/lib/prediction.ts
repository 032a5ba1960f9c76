import type { Prediction } from "./types.ts";

/** The score that the caller got: the challenger's where the challenger answered. */
export const answered = (p: Prediction): number => (typeof p.challengerScore === "number" && p.served !== null && p.served !== undefined && String(p.served) !== String(p.champion) ? p.challengerScore : p.score);
