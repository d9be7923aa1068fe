// `node tools/packed/main.mjs [NODE...]`: whether the adapters' packages work once installed. Packs them as npm would publish
// them and installs the tarballs into an empty project. There it uses them from Node (this one, and those named by version, such
// as 22 and 24), from bundles of esbuild and Vite for browsers, and from TypeScript. Needs `npm run types` before.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

const project = await mkdtemp(join(tmpdir(), 'packed-'));
const inProject = (command, ...args) => run(command, args, { cwd: project });
const tool = (name, ...args) => inProject(join(project, 'node_modules/.bin', name), ...args);

let failed = 0;
async function check(name, work) {
  try {
    await work();
    console.log(`passed  ${name}`);
  } catch (error) {
    failed++;
    console.log(`FAILED  ${name}\n${error.stdout ?? ''}${error.stderr ?? ''}${error.message}`);
  }
}

/** A script for browsers must not import anything, least of all from Node. */
async function needsNothing(file) {
  const imports = (await readFile(join(project, file), 'utf8')).match(
    /(?:from|import|require\()\s*["']node:[^"']+/g,
  );
  if (imports) throw new Error(`${file} needs ${imports.join(', ')}`);
}

try {
  await cp(join(import.meta.dirname, 'project'), project, { recursive: true });
  const pack = ['pack', '--pack-destination', project, '-w', '@singlora/core'];
  await run('npm', pack, { cwd: root });
  const tarballs = (await readdir(project)).filter((name) => name.endsWith('.tgz'));
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund'];
  await inProject('npm', ...install, ...tarballs.map((name) => `./${name}`));

  await check(`Node ${process.versions.node}`, () => inProject(process.execPath, 'node.mjs'));
  const [major] = process.versions.node.split('.');
  for (const version of process.argv.slice(2).filter((asked) => asked !== major))
    await check(`Node ${version}`, () => inProject('npx', '-y', `node@${version}`, 'node.mjs'));
  await check('esbuild for browsers', async () => {
    await tool('esbuild', 'browser.js', '--bundle', '--format=esm', '--outfile=esbuild/browser.js');
    await needsNothing('esbuild/browser.js');
  });
  await check('Vite for browsers', async () => {
    await tool('vite', 'build', '--logLevel=error');
    const [script] = await readdir(join(project, 'dist/assets'));
    await needsNothing(`dist/assets/${script}`);
  });
  for (const module of ['node16', 'bundler'])
    await check(`TypeScript, ${module}`, () => tool('tsc', '-p', `tsconfig.${module}.json`));
} finally {
  await rm(project, { recursive: true });
}
process.exitCode = failed > 0 ? 1 : 0;
