/** The same made-up numbers each time: mulberry32. */
export function random(seed: number): () => number {
  let a = seed;
  return () => {
    a |= 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function hex(next: () => number, length: number): string {
  let out = "";
  while (out.length < length) out += Math.floor(next() * 16).toString(16);
  return out;
}
