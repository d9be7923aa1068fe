// Infers the Nx targets. Nothing is cached: a run's identity serves as its cache.
import { basename, dirname } from 'node:path';
import { projects, targetOf } from '../targets.mjs';

export const name = 'singlora-lab';

export const createNodesV2 = [
  `{${projects.join(',')}}/**/*.ts`,
  (files) => {
    const results = [];
    for (const file of files) {
      const found = targetOf(file);
      if (!found) continue;
      const { project: root, target } = found;
      // A shell reads two words, Nx only one, to which it passes `--help`: in a terminal `nx run experiments:mnli --help` then shows
      // our options after Nx's own. In a pipe Nx loses them; `-- --help` shows ours alone, everywhere.
      const command = `tools/launch.mjs$IFS./${file}`;
      results.push([
        file,
        {
          projects: {
            [root]: { name: root, root, targets: { [target]: nxTarget(command, file) } },
          },
        },
      ]);
    }
    return results;
  },
];

function nxTarget(command, file) {
  return {
    executor: 'nx:run-commands',
    cache: false,
    options: { command, cwd: '{workspaceRoot}', forwardAllArgs: true, tty: true },
    metadata: { description: `${basename(file)} in ${dirname(file)}` },
  };
}
