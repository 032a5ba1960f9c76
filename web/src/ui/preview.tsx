import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { bytes as sized, integer, number } from "../lib/format.ts";
import { peek, rowsOf, shownAs, type Peeked } from "../lib/peek.ts";
import { Await, Note } from "./parts.tsx";

const TEXT_BYTES = 512 << 10;
const IMAGE_BYTES = 32 << 20;
const PARQUET_BYTES = 64 << 20;
const MOST_ROWS = 500;
const MOST_COLUMNS = 100;

/** A file as it is best looked at. Nothing of it ever runs. */
export function Preview({ path, name }: { path: string; name: string }) {
  const kind = shownAs(name);
  const most = kind === "image" ? IMAGE_BYTES : kind === "parquet" ? PARQUET_BYTES : TEXT_BYTES;
  const asked = useQuery<Peeked, Error>({ queryKey: [path, "peek", most], queryFn: ({ signal }) => peek(path, most, signal), enabled: kind !== null, gcTime: 60_000 });
  if (kind === null) return <p className="pad small muted">Files of this kind are not shown here: save it to open it.</p>;
  return (
    <Await of={asked} lines={6}>
      {(file) => {
        switch (kind) {
          case "image": return file.whole ? <Picture file={file} name={name} /> : <TooLarge most={IMAGE_BYTES} />;
          case "parquet": return file.whole ? <Parquet file={file} path={path} /> : <TooLarge most={PARQUET_BYTES} />;
          case "page": return <StillPage file={file} name={name} />;
          case "table": return <Separated file={file} separator={/\.tsv$/i.test(name) ? "\t" : ","} />;
          default: return <Plain file={file} json={kind === "json"} />;
        }
      }}
    </Await>
  );
}

const textOf = (file: Peeked): string => new TextDecoder().decode(file.bytes);

const TooLarge = ({ most }: { most: number }) => <p className="pad small muted">It is larger than {sized(most)}, which is the most that is shown here: save it to open it.</p>;

const Beginning = ({ file }: { file: Peeked }) => (file.whole ? null : <Note>Only the first {sized(file.bytes.length)} are shown.</Note>);

function Plain({ file, json }: { file: Peeked; json: boolean }) {
  const text = textOf(file);
  return <><Beginning file={file} /><pre className="code sql json" tabIndex={0}>{json && file.whole ? pretty(text) : text}</pre></>;
}

/** JSON as it is best read; what is no JSON after all as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Separated({ file, separator }: { file: Peeked; separator: string }) {
  const rows = rowsOf(textOf(file), separator, MOST_ROWS + 1);
  const [heads = [], ...body] = rows;
  const more = !file.whole || rows.length > MOST_ROWS;
  return <Cells heads={heads} rows={body} note={more ? `the first ${integer(body.length)} rows` : `${integer(body.length)} rows`} />;
}

function Cells({ heads, rows, note }: { heads: string[]; rows: (string | null)[][]; note: string }) {
  const cut = heads.length > MOST_COLUMNS;
  const figures = heads.map((_, c) => rows.length > 0 && rows.every((r) => { const v = r[c]; return v === undefined || v === null || (v.trim() !== "" ? Number.isFinite(Number(v)) : true); }));
  return (
    <>
      <p className="pad small muted">{note}, {integer(heads.length)} columns{cut ? `, of which the first ${MOST_COLUMNS} are shown` : ""}</p>
      <div className="tablebox previewbox" tabIndex={0} role="region" aria-label="Rows of the file">
        <table>
          <thead><tr><th className="num faint">#</th>{heads.slice(0, MOST_COLUMNS).map((h, c) => <th key={c} className={figures[c] ? "num" : ""}>{h}</th>)}</tr></thead>
          <tbody>{rows.map((row, i) => <tr key={i}><td className="num faint">{i + 1}</td>{heads.slice(0, MOST_COLUMNS).map((_, c) => <td key={c} className={figures[c] ? "num" : ""}>{row[c] ?? <span className="faint">null</span>}</td>)}</tr>)}</tbody>
        </table>
      </div>
    </>
  );
}

const cell = (value: unknown): string | null => {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "number") return Number.isInteger(value) ? String(value) : number(value, 6);
  return typeof value === "object" ? JSON.stringify(value, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v)) : String(value);
};

function Parquet({ file, path }: { file: Peeked; path: string }) {
  const asked = useQuery({
    queryKey: [path, "parquet"],
    queryFn: async () => {
      // Its reader is loaded with the first file of this kind.
      const [{ parquetMetadataAsync, parquetReadObjects }, { decompress }] = await Promise.all([import("hyparquet"), import("fzstd")]);
      const buffer = file.bytes.buffer;
      const source = { byteLength: buffer.byteLength, slice: (from: number, to?: number) => buffer.slice(from, to) };
      const metadata = await parquetMetadataAsync(source);
      const heads = metadata.schema.slice(1).filter((e) => !e.num_children).map((e) => e.name);
      const rows = await parquetReadObjects({ file: source, metadata, compressors: { ZSTD: (packed) => decompress(packed) }, rowStart: 0, rowEnd: Math.min(MOST_ROWS, Number(metadata.num_rows)) });
      const names = rows[0] ? Object.keys(rows[0]) : heads;
      return { total: Number(metadata.num_rows), heads: names, rows: rows.map((r) => names.map((h) => cell(r[h]))) };
    },
    gcTime: 60_000,
    retry: false,
  });
  if (asked.error) return <p className="pad small muted">This Parquet file cannot be shown here ({asked.error.message}): save it to open it.</p>;
  return <Await of={asked} lines={6}>{({ total, heads, rows }) => <Cells heads={heads} rows={rows} note={rows.length < total ? `the first ${integer(rows.length)} of ${integer(total)} rows` : `${integer(total)} rows`} />}</Await>;
}

/** Drawn on a canvas: a picture by its address could not send the token. */
function Picture({ file, name }: { file: Peeked; name: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState<string | null>(null);
  const [failed, fail] = useState(false);
  useEffect(() => {
    let gone = false;
    createImageBitmap(new Blob([file.bytes])).then(
      (picture) => {
        if (!gone && canvas.current) {
          canvas.current.width = picture.width;
          canvas.current.height = picture.height;
          canvas.current.getContext("2d")?.drawImage(picture, 0, 0);
          setSize(`${integer(picture.width)} × ${integer(picture.height)}`);
        }
        picture.close();
      },
      () => { if (!gone) fail(true); },
    );
    return () => { gone = true; };
  }, [file]);
  if (failed) return <p className="pad small muted">This is no picture that the browser can read: save it to open it.</p>;
  return <figure className="pad"><canvas ref={canvas} className="picture" role="img" aria-label={name} /><figcaption className="small muted">{size}</figcaption></figure>;
}

/** A page that somebody logged: in a frame of its own, with no scripts, no origin and no way out. */
function StillPage({ file, name }: { file: Peeked; name: string }) {
  const [asText, show] = useState(false);
  return (
    <>
      <div className="pad line small muted"><span className="grow">Shown without its scripts and styles, cut off from this page. Save it to see it as it was made.</span><button className="btn s" onClick={() => show(!asText)}>{asText ? "Show the page" : "Show its text"}</button></div>
      {asText ? <Plain file={file} json={false} /> : <iframe className="stillpage" title={name} sandbox="" referrerPolicy="no-referrer" srcDoc={textOf(file)} />}
    </>
  );
}
