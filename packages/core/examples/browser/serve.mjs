// `node packages/core/examples/browser/serve.mjs [PORT]`: bundles the page and serves it on this machine.
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, extname, join } from 'node:path';
import { context } from 'esbuild';

const here = import.meta.dirname;
const site = join(here, 'dist/site');
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
const port = Number(process.argv[2] ?? 8000);

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm' };
// Browsers allow threads, which the wasm backend uses, only in cross-origin isolated pages.
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'credentialless',
};

await mkdir(site, { recursive: true });
await copyFile(join(here, 'index.html'), join(site, 'index.html'));
for (const name of await readdir(wasm))
  if (name.endsWith('.wasm')) await copyFile(join(wasm, name), join(site, name));
const bundle = await context({
  entryPoints: [join(here, 'main.ts')],
  bundle: true,
  format: 'esm',
  outfile: join(site, 'main.js'),
  conditions: ['@singlora/source'],
});
await bundle.rebuild();
await bundle.watch();

const server = createServer(async ({ url }, reply) => {
  const { pathname } = new URL(url, 'http://localhost');
  const name = pathname === '/' ? 'index.html' : basename(pathname);
  const body = await readFile(join(site, name)).catch(() => undefined);
  const type = types[extname(name)] ?? 'application/octet-stream';
  reply.writeHead(body ? 200 : 404, { 'Content-Type': type, ...isolated });
  reply.end(body);
});
server.on('error', async ({ message }) => {
  console.error(`${message}. Another port: serve.mjs 8001`);
  await bundle.dispose();
  process.exitCode = 1;
});
server.listen(port, 'localhost', () => {
  console.log(`Open http://localhost:${server.address().port}/`);
});
