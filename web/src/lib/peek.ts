import { headers, problemOf } from "./api.ts";

/** The beginning of a file, and whether that is all of it. */
export interface Peeked {
  bytes: Uint8Array<ArrayBuffer>;
  whole: boolean;
}

/** Reads a file up to a number of bytes, and no further: what follows is never asked for. */
export async function peek(path: string, most: number, signal?: AbortSignal): Promise<Peeked> {
  const response = await fetch(path, { headers: headers(), ...(signal ? { signal } : {}) });
  if (!response.ok) throw await problemOf(response);
  if (!response.body) return { bytes: new Uint8Array(await response.arrayBuffer()), whole: true };
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  let whole = false;
  while (size <= most) {
    const { done, value } = await reader.read();
    if (done) {
      whole = true;
      break;
    }
    parts.push(value);
    size += value.byteLength;
  }
  if (!whole) void reader.cancel();
  const bytes = new Uint8Array(Math.min(size, most));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.subarray(0, Math.max(0, bytes.length - at)), at);
    at += part.byteLength;
    if (at >= bytes.length) break;
  }
  return { bytes, whole };
}

/** How a file can be shown; null where it cannot. */
export type Shown = "text" | "json" | "table" | "parquet" | "image" | "page" | null;

const KINDS: [RegExp, Shown][] = [
  [/\.(csv|tsv)$/i, "table"],
  [/\.(json|ipynb|geojson|jsonl)$/i, "json"],
  [/\.parquet$/i, "parquet"],
  [/\.(png|jpe?g|gif|webp|bmp)$/i, "image"],
  [/\.(html?|svg)$/i, "page"],
  [/\.(txt|md|rst|ya?ml|log|py|java|r|sql|xml|toml|lock|cfg|conf|ini|properties|sh|patch|diff)$|(^|\/)(MLmodel|MLproject|Dockerfile|requirements|conda|README|LICENSE)$/i, "text"],
];

export const shownAs = (path: string): Shown => KINDS.find(([ending]) => ending.test(path))?.[1] ?? null;

/** Rows of a file of separated values: quotes may hold separators, line ends and doubled quotes. */
export function rowsOf(text: string, separator: string, most: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < text.length && rows.length < most; i++) {
    const c = text.charAt(i);
    if (quoted) {
      if (c !== '"') field += c;
      else if (text.charAt(i + 1) === '"') {
        field += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && field === "") quoted = true;
    else if (c === separator) {
      row.push(field);
      field = "";
    } else if (c === "\n" || c === "\r") {
      if (c === "\r" && text.charAt(i + 1) === "\n") i++;
      row.push(field);
      rows.push(row);
      row = [];
      field = "";
    } else field += c;
  }
  if (rows.length < most && (field !== "" || row.length > 0)) rows.push([...row, field]);
  return rows;
}
