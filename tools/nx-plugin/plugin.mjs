// Infers the Nx targets: one per `<name>.experiment.ts`, `<name>/check.ts`, command, the report build and the benchmarks.
import { basename, dirname } from 'node:path';

export const name = 'singlora-lab';

/** The files that become targets: a project and a target's name. Nothing is cached: a run's identity serves as its cache. */
const kinds = [
  /^(experiments)\/([\w-]+)\.experiment\.ts$/,
  /^(theory)\/([\w-]+)\/check\.ts$/,
  /^(experiments)\/commands\/([\w-]+)\.ts$/,
  /^(reports)\/(build)\.ts$/,
  /^(tools)\/bench\/(bench|scale|kernels|denoiser|merge|losses|scores)\.ts$/,
];

export const createNodesV2 = [
  '{experiments/*.experiment.ts,theory/*/check.ts,experiments/commands/*.ts,reports/build.ts,tools/bench/*.ts}',
  (files) => {
    const results = [];
    for (const file of files) {
      const kind = kinds.find((pattern) => pattern.test(file) && !file.endsWith('.test.ts'));
      if (!kind) continue;
      const [, root, target] = kind.exec(file);
      // A shell reads two words, Nx only one, to which it passes `--help`: in a terminal `nx run experiments:mnli --help` then shows
      // our options after Nx's own. In a pipe Nx loses them; `-- --help` shows ours alone, everywhere.
      const command = `tools/launch.mjs$IFS./${file}`;
      results.push([
        file,
        {
          projects: {
            [root]: { name: root, root, targets: { [target]: targetOf(command, file) } },
          },
        },
      ]);
    }
    return results;
  },
];

function targetOf(command, file) {
  return {
    executor: 'nx:run-commands',
    cache: false,
    options: { command, cwd: '{workspaceRoot}', forwardAllArgs: true, tty: true },
    metadata: { description: `${basename(file)} in ${dirname(file)}` },
  };
}
