// Screenshots by the dev server and a headless Chromium, driven over its pipe; no further package.
// Usage: node dev/screenshots.mjs [name ...]   PORT=5173 OUT=dev/.shots WIDTH=1600 HEIGHT=1000 THEMES=light,dark
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { PAGES } from "./pages.mjs";

const out = process.env.OUT ?? "dev/.shots";
const base = process.env.BASE ?? `http://localhost:${process.env.PORT ?? 5173}`;
const [width, height] = [Number(process.env.WIDTH ?? 1600), Number(process.env.HEIGHT ?? 1000)];
const wanted = process.argv.slice(2);
mkdirSync(out, { recursive: true });

const browser = spawn(process.env.CHROMIUM ?? "chromium", ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", `--window-size=${width},${height}`, "about:blank"], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const [, , , input, output] = browser.stdio;
let counter = 0;
let rest = "";
const waiting = new Map();
const complaints = [];
output.on("data", (chunk) => {
  rest += chunk;
  for (let end = rest.indexOf("\0"); end >= 0; end = rest.indexOf("\0")) {
    const message = JSON.parse(rest.slice(0, end));
    rest = rest.slice(end + 1);
    if (message.id) waiting.get(message.id)?.(message);
    else if (message.method === "Runtime.exceptionThrown") complaints.push(message.params.exceptionDetails.exception?.description ?? message.params.exceptionDetails.text);
    else if (message.method === "Log.entryAdded" && message.params.entry.level === "error") complaints.push(`${message.params.entry.text} ${message.params.entry.url ?? ""}`);
    else if (message.method === "Runtime.consoleAPICalled" && message.params.type === "error") complaints.push(message.params.args.map((a) => a.value ?? a.description).join(" "));
  }
});
const send = (method, params = {}, sessionId) =>
  new Promise((resolve, reject) => {
    const id = ++counter;
    waiting.set(id, (m) => (m.error ? reject(new Error(`${method}: ${m.error.message}`)) : resolve(m.result)));
    input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
  });
const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

const { targetId } = await send("Target.createTarget", { url: "about:blank" });
const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
const go = (method, params) => send(method, params, sessionId);
await go("Page.enable");
await go("Runtime.enable");
await go("Log.enable");
await go("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
for (const theme of (process.env.THEMES ?? "light,dark").split(",")) {
  for (const [name, path, act] of PAGES) {
    if (wanted.length && !wanted.includes(name)) continue;
    complaints.length = 0;
    await go("Page.navigate", { url: `${base}${path}${path.includes("?") ? "&" : "?"}theme=${theme}` });
    await sleep(Number(process.env.WAIT ?? 1400));
    if (act) {
      await go("Runtime.evaluate", { expression: act, awaitPromise: true });
      await sleep(700);
    }
    const { data } = await go("Page.captureScreenshot", { format: "png" });
    writeFileSync(`${out}/${name}-${theme}.png`, Buffer.from(data, "base64"));
    console.log(`${name}-${theme}${complaints.length ? `\n  ${[...new Set(complaints)].join("\n  ").slice(0, 800)}` : ""}`);
  }
}
browser.kill();
process.exit(0);
