#!/usr/bin/env node
// Runs an experiment, a check or a command by its name, as `nx run PROJECT:TARGET` does, without Nx:
//
//     npx lab mnli --preset=smoke
//     npx lab width-sweep --help
//     npx lab runs list
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projects, targetOf } from './targets.mjs';

const root = join(import.meta.dirname, '..');
const targets = projects.flatMap((project) =>
  readdirSync(join(root, project), { recursive: true }).flatMap(
    (file) => targetOf(`${project}/${file.replaceAll('\\', '/')}`) ?? [],
  ),
);
const [, , name = '--help', ...args] = process.argv;
const named = targets.filter(({ project, target }) =>
  [target, `${project}:${target}`].includes(name),
);
const [found] = named;

if (found && named.length === 1) {
  process.argv.splice(2, Infinity, found.file, ...args);
  await import('./launch.mjs');
} else if (/^(--help|-h)$/.test(name)) {
  console.log(usage());
} else {
  console.error(
    `${found ? `Several are called ${name}` : `Nothing is called ${name}`}.\n\n${usage()}`,
  );
  process.exitCode = 2;
}

function usage() {
  const lines = projects.map((one) => {
    const own = targets.filter(({ project }) => project === one).map(({ target }) => target);
    return `  ${one}: ${own.sort().join(', ')}`;
  });
  return `Usage: lab NAME [FLAGS]; \`lab NAME --help\` lists its flags.\n\n${lines.join('\n')}`;
}
