/** Server-sent events as text comes in, whatever the chunks: the stream's events have names of their own. */

export interface SseMessage {
  id: string | null;
  event: string;
  data: string;
}

/** Feeds on chunks, yields whole messages; comments are the stream's heartbeat and yield nothing. */
export class SseParser {
  private rest = "";
  private id: string | null = null;
  private event = "";
  private data: string[] = [];

  push(chunk: string): SseMessage[] {
    const out: SseMessage[] = [];
    this.rest += chunk;
    let end = this.rest.search(/\r\n|\n|\r(?!$)/);
    while (end >= 0) {
      const line = this.rest.slice(0, end);
      this.rest = this.rest.slice(end + (this.rest.startsWith("\r\n", end) ? 2 : 1));
      const message = this.line(line);
      if (message) out.push(message);
      end = this.rest.search(/\r\n|\n|\r(?!$)/);
    }
    return out;
  }

  private line(line: string): SseMessage | null {
    if (line === "") {
      const message = this.data.length ? { id: this.id, event: this.event || "message", data: this.data.join("\n") } : null;
      this.event = "";
      this.data = [];
      return message;
    }
    if (line.startsWith(":")) return null;
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "id") this.id = value;
    else if (field === "event") this.event = value;
    else if (field === "data") this.data.push(value);
    return null;
  }
}
