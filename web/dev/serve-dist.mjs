// What is built, behind the strictest content security policy it must live with; the API is that of the dev server.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const api = Number(process.env.API_PORT ?? 5173);
createServer((q, r) => {
  const path = normalize(new URL(q.url, "http://x").pathname);
  if (path.startsWith("/api/")) return q.pipe(request({ port: api, path: q.url, method: q.method, headers: q.headers }, (a) => { r.writeHead(a.statusCode, a.headers); a.pipe(r); }));
  const file = join("dist", path);
  const found = existsSync(file) && statSync(file).isFile() ? file : "dist/index.html";
  r.writeHead(200, { "Content-Type": types[extname(found)] ?? "application/octet-stream", "Content-Security-Policy": csp, "X-Content-Type-Options": "nosniff" });
  return createReadStream(found).pipe(r);
}).listen(Number(process.env.PORT ?? 4173));
