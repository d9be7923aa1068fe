import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isolated } from '../../experiments/testing/run-command.ts';
import { writeTinyModel } from '../../experiments/testing/tiny-model.ts';
import { copyOfRepository, nodeIn, root } from './copy-of-repository.ts';

/** Sentence pairs of another data set on the Hub than GLUE's. */
const entry = `  pairs: {
    name: 'pairs',
    title: 'Pairs',
    describes: 'Two sentences: what does the first make of the second?',
    repository: 'somebody/pairs',
    labels: ['entailment', 'neutral', 'contradiction'],
    objective: 'classification',
    metrics: ['accuracy'],
    columns: { hub: hub('premise', 'hypothesis'), tsv: tsv('label', 'premise', 'hypothesis') },
    splits: usualSplits('pairs', 'Pairs', { train: 4, dev: 3, test: 3 }),
    submits: 'name',
  },
`;

const revision = '1'.repeat(40);

const experiment = `import { paperProtocol } from '@singlora/records';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'pairs',
  description: 'Fine-tunes adapters on pairs of sentences.',
  protocols: { paper: paperProtocol('roberta-base', 'mnli') },
});
`;

let copy: string;
/** A copy of the repository with one more task, its experiment, and the cache of the Hub with its rows. */
beforeAll(async () => {
  copy = await copyOfRepository(['packages', 'experiments', 'reports', 'theory']);
  const tasks = join(copy, 'packages/records/src/glue/tasks.ts');
  const text = await readFile(tasks, 'utf8');
  await writeFile(
    tasks,
    text.replace(/\n\} as const satisfies/, `\n${entry}$&`.replace('\n\n', '\n')),
  );
  await writeFile(join(copy, 'experiments/pairs.experiment.ts'), experiment);
  const dataset = join(copy, 'cache/datasets--somebody--pairs');
  const snapshot = join(dataset, `snapshots/${revision}/pairs`);
  await mkdir(snapshot, { recursive: true });
  await mkdir(join(dataset, 'refs'));
  await writeFile(join(dataset, 'refs/main'), revision);
  for (const [from, to] of Object.entries({ train: 'train', dev: 'validation' }))
    await copyFile(
      join(root, `packages/glue/src/fixtures/${from}.parquet`),
      join(snapshot, `${to}-00000-of-00001.parquet`),
    );
  await writeTinyModel(join(copy, 'model'));
}, 60_000);
afterAll(() => rm(copy, { recursive: true, force: true }));

it(
  'a task is one entry and its experiment, also from another repository of the Hub',
  { timeout: 120_000 },
  async () => {
    const env = { ...isolated(copy), HF_HUB_CACHE: join(copy, 'cache') };
    const args = [
      'packages/runner/src/main.ts',
      'experiments/pairs.experiment.ts',
      '--preset=smoke',
    ];
    const printed = await nodeIn(
      copy,
      [...args, '--methods=lora', '--model', join(copy, 'model')],
      env,
    );
    expect(printed).toMatch(/Rows +somebody\/pairs/);
    expect(printed).toMatch(/accuracy .* on 3 validation rows/);
    await nodeIn(copy, ['reports/build.ts', '--out', join(copy, 'out')], env);
    const page = await readFile(join(copy, 'out/glue.html'), 'utf8');
    expect(page).toContain('Pairs');
    expect(page).toContain('somebody/pairs');
  },
);
