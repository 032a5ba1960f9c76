/** Numbers and times as people read them; tabular, without locale surprises. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const THIN = "\u202f";

/** 119390 → "119 390" with a thin space. */
export function integer(n: number | null | undefined): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  const plain = Math.abs(Math.round(n)).toString();
  // Four digits stay together: years, and what reads as one.
  const text = plain.length > 4 ? plain.replace(/\B(?=(\d{3})+(?!\d))/g, THIN) : plain;
  return (Math.round(n) < 0 ? "−" : "") + text;
}

/** About four significant digits: 0.7701, 12.3, 119 390. */
export function number(n: number | null | undefined, digits = 4): string {
  if (n === null || n === undefined || !Number.isFinite(n)) return "–";
  const size = Math.abs(n);
  if (Number.isInteger(n) || size >= 1000) return integer(n);
  if (size !== 0 && size < 0.0001) return n.toExponential(1).replace("-", "−");
  const decimals = size >= 1 ? Math.max(0, digits - 1 - Math.floor(Math.log10(size))) : digits;
  return n.toFixed(decimals).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace("-", "−");
}

export function fixed(n: number | null | undefined, decimals = 3): string {
  return n === null || n === undefined || !Number.isFinite(n) ? "–" : n.toFixed(decimals).replace("-", "−");
}

/** A metric as a headline: four decimals, but whole numbers whole, and what is nearly nothing not as nothing. */
export const figure = (n: number | null | undefined): string => (n === null || n === undefined || Number.isInteger(n) || Math.abs(n) < 0.00005 ? number(n) : fixed(n, 4));

export function signed(n: number, decimals = 4): string {
  return (n > 0 ? "+" : n < 0 ? "−" : "±") + Math.abs(n).toFixed(decimals);
}

export function percent(share: number, decimals = 1): string {
  if (!Number.isFinite(share)) return "–";
  const p = share * 100;
  if (p > 0 && p < 0.1) return "< 0.1 %";
  return `${p.toFixed(p === 0 || p >= 99.95 || Number.isInteger(p) ? 0 : decimals)} %`;
}

const SIGNS: Record<string, string> = { EUR: "€", USD: "$", GBP: "£", JPY: "¥", CHF: "CHF " };

export function money(n: number, currency: string): string {
  const sign = SIGNS[currency] ?? `${currency} `;
  const body = Math.abs(n) >= 100 || Number.isInteger(n) ? integer(Math.abs(n)) : Math.abs(n).toFixed(2);
  return `${n < 0 ? "−" : ""}${sign}${body}`;
}

function utc(iso: string): Date | null {
  const d = new Date(iso);
  return Number.isNaN(d.getTime()) ? null : d;
}

const two = (n: number): string => n.toString().padStart(2, "0");

/** Times are shown in UTC, as the log has them. */
export function day(iso: string | null | undefined): string {
  const d = iso ? utc(iso) : null;
  return d ? `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}` : "–";
}

export function clock(iso: string | null | undefined, seconds = false): string {
  const d = iso ? utc(iso) : null;
  return d ? `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}${seconds ? `:${two(d.getUTCSeconds())}` : ""}` : "–";
}

export function moment(iso: string | null | undefined): string {
  return iso && utc(iso) ? `${day(iso)}, ${clock(iso)}` : "–";
}

export function stamp(iso: string | null | undefined): string {
  const d = iso ? utc(iso) : null;
  return d
    ? `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
    : "none yet";
}

/** "2016-07" → "Jul 2016", or short: "Jul 16" in January and first place. */
export function month(text: string, short = false): string {
  const [year, m] = text.split("-");
  const name = MONTHS[Number(m) - 1] ?? text;
  return short ? name : `${name} ${year}`;
}

/** Seconds as a length: 0.4 s, 12 s, 2:41, 1 h 5 min, 42 d 17 h. */
export function length(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  if (seconds < 0.001) return "< 1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${two(Math.floor(seconds % 60))} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor((seconds % 86400) / 3600)} h`;
}

export function between(from: string | null | undefined, to: string | null | undefined): number | null {
  if (!from) return null;
  const start = new Date(from).getTime();
  const end = to ? new Date(to).getTime() : Date.now();
  return Number.isFinite(end - start) ? Math.max(0, (end - start) / 1000) : null;
}

export function bytes(n: number | string | null | undefined): string {
  const size = Number(n);
  if (n === null || n === undefined || !Number.isFinite(size)) return "–";
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = size;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A digest or commit, short enough to read. */
export function short(id: string | null | undefined, length = 8): string {
  if (!id) return "–";
  const [algorithm, rest] = id.includes(":") ? (id.split(":", 2) as [string, string]) : ["", id];
  return (algorithm ? `${algorithm}:` : "") + (rest.length > length + 4 ? `${rest.slice(0, length)}…` : rest);
}

export const commit = (id: string | null | undefined): string => (id ? id.slice(0, 7) : "–");

/** "v7" of 7, "7" or "v7". */
export function version(v: string | number | null | undefined): string {
  if (v === null || v === undefined) return "–";
  const text = String(v);
  return /^\d/.test(text) ? `v${text}` : text;
}

/** Who is compared with whom; the first version has nobody before it. */
export const duel = (c: { challenger: string; champion: string }): string => (c.champion ? `${version(c.challenger)} against ${version(c.champion)}` : `${version(c.challenger)}, the first`);

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${integer(n)} ${n === 1 ? one : many}`;
}

export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, Math.max(1, max - 1)).trimEnd()}…`;
}

/** "dataScientist" and "data-scientist" → "Data scientist". */
export function words(name: string): string {
  const text = name.replace(/[-_]/g, " ").replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return text.replace(/^ml /, "ML ").replace(/^dev ops|^devops/, "DevOps").replace(/^./, (c) => c.toUpperCase());
}

/** An ISO-8601 duration such as P1Y2M or PT6H in words. */
export function duration(iso: string | null | undefined): string {
  if (!iso) return "–";
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso);
  if (!found) return iso;
  const names = ["year", "month", "week", "day", "hour", "minute", "second"];
  const parts = names.flatMap((name, i) => (found[i + 1] ? [plural(Number(found[i + 1]), name)] : []));
  return parts.join(" ") || iso;
}
