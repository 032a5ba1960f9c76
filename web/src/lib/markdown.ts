/** The little of Markdown that descriptions need, as a tree: nothing of it is ever taken for HTML. */

export type Inline = { kind: "text" | "code" | "strong" | "em"; text: string } | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "heading"; level: number; content: Inline[] }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "code"; text: string };

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

/** Only what leads to a page: a `javascript:` address stays a text. */
const safe = (href: string): boolean => /^(https?:\/\/|\/(?!\/)|#)/i.test(href);

export function inline(text: string): Inline[] {
  const out: Inline[] = [];
  const plain = (more: string): void => {
    const last = out.at(-1);
    if (last?.kind === "text") last.text += more;
    else if (more !== "") out.push({ kind: "text", text: more });
  };
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, code, strong, em, name, href] = found;
    plain(text.slice(at, found.index));
    if (code !== undefined) out.push({ kind: "code", text: code });
    else if (strong !== undefined) out.push({ kind: "strong", text: strong });
    else if (em !== undefined) out.push({ kind: "em", text: em });
    else if (name !== undefined && href !== undefined && safe(href)) out.push({ kind: "link", text: name, href });
    else plain(whole);
    at = found.index + whole.length;
  }
  plain(text.slice(at));
  return out;
}

const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

export function blocks(text: string): Block[] {
  const out: Block[] = [];
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? "";
    if (line.trim() === "") continue;
    if (line.startsWith("```")) {
      const end = lines.findIndex((l, j) => j > i && l.startsWith("```"));
      const until = end < 0 ? lines.length : end;
      out.push({ kind: "code", text: lines.slice(i + 1, until).join("\n") });
      i = until;
      continue;
    }
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    if (heading) {
      out.push({ kind: "heading", level: heading[1]?.length ?? 1, content: inline(heading[2] ?? "") });
      continue;
    }
    const item = ITEM.exec(line);
    if (item) {
      const items: Inline[][] = [];
      for (let found: RegExpExecArray | null = item; found; found = ITEM.exec(lines[++i] ?? "")) items.push(inline(found[2] ?? ""));
      i--;
      out.push({ kind: "list", ordered: item[1] !== undefined, items });
      continue;
    }
    const paragraph = [line];
    while (lines[i + 1]?.trim() && !/^(#{1,6}\s|```)/.test(lines[i + 1] ?? "") && !ITEM.test(lines[i + 1] ?? "")) paragraph.push(lines[++i] ?? "");
    out.push({ kind: "paragraph", content: inline(paragraph.join("\n")) });
  }
  return out;
}
