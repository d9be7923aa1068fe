#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// In the workspace the sources run as they are; a published package has only its build.
const source = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
if (existsSync(source)) {
  const options = ['--conditions=@singlora/source', '--import', import.meta.resolve('tsx')];
  const run = spawnSync(process.execPath, [...options, source, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = run.status ?? 1;
} else {
  await import('../dist/cli/main.js');
}
