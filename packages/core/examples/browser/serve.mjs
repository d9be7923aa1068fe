// `node packages/core/examples/browser/serve.mjs`: bundles the page and serves it on this machine.
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { context } from 'esbuild';

const here = import.meta.dirname;
const site = join(here, 'dist/site');
const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));

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
await bundle.watch();
const { port } = await bundle.serve({ servedir: site, port: 8000 });
console.log(`Open http://localhost:${port}/`);
