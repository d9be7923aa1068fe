import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checks } from '@singlora/theory';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isolated, runsIn } from '../../experiments/testing/run-command.ts';
import { writeTinyModel } from '../../experiments/testing/tiny-model.ts';
import { copyOfRepository, nodeIn, root } from './copy-of-repository.test.support.ts';

/** The names with which the recipes of CONTRIBUTING.md are tried. */
const added = {
  method: 'half-frozen',
  experiment: 'alpha-values',
  check: 'two-sums',
  architecture: 'small-bert',
  page: 'all-starts',
};

let copy: string;
let printed: Record<keyof typeof added, string>;
const make = (kind: string, name: string) => nodeIn(copy, ['tools/new/main.mjs', kind, name]);

/** A copy of the repository in which every recipe is followed, and nothing else changed. */
beforeAll(async () => {
  copy = await copyOfRepository();
  const made: [string, string][] = [];
  for (const [kind, name] of Object.entries(added)) made.push([kind, await make(kind, name)]);
  printed = Object.fromEntries(made) as typeof printed;
  await writeTask();
  await writeTinyModel(join(copy, 'model'));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

/** Writes the task that the README of lab/glue describes, and its rows. */
async function writeTask(): Promise<void> {
  const readme = await readFile(join(root, 'lab/glue/README.md'), 'utf8');
  await writeFile(join(copy, 'pairs.json'), /```json\n([^]*?)```/.exec(readme)?.[1] ?? '');
  const rows = (count: number) =>
    Array.from(
      { length: count },
      (_, i) => `"A man, who runs.","He ""runs"" ${i}.",${['entailment', 'neutral'][i % 2]}`,
    );
  for (const [file, count] of Object.entries({ 'train.csv': 8, 'dev.csv': 3 }))
    await writeFile(join(copy, file), ['premise,hypothesis,label', ...rows(count)].join('\r\n'));
}

/** A command in the copy, without network. */
const node = (...args: readonly string[]) => nodeIn(copy, args, isolated(copy));

const run = (file: string, ...flags: readonly string[]) => node(file, '--preset=smoke', ...flags);

describe('npm run new', () => {
  it('says which files it wrote, three at most, and how to test them', () => {
    for (const text of Object.values(printed)) {
      expect(text).toMatch(/^((Wrote|Added to) \S+\n){1,3}Test it: .*npx vitest run .+\n$/);
    }
    expect(printed.method).toMatch(
      /^Wrote packages\/core\/src\/methods\/half-frozen\.ts\nAdded to packages\/core\/src\/registry\.ts\n.* -t half-frozen\n$/,
    );
    const words = Object.values(printed).flatMap((text) =>
      text.split('vitest run ')[1]!.split(/\s/),
    );
    const tests = words.filter((word) => word.includes('/'));
    for (const path of tests)
      expect([path, `${path}.test.ts`].some((one) => existsSync(join(root, one)))).toBe(true);
  });

  it.each([
    ['method', 'half-frozen', /There is packages\/core\/src\/methods\/half-frozen\.ts already/],
    ['architecture', 'llama', /There is “llama” in lab\/models.*already/],
    ['check', 'exponents', /There is theory\/exponents\/record\.ts already/],
    ['method', 'class', /“class” cannot be the name/],
    ['method', '../lora', /“\.\.\/lora” cannot be the name/],
    ['method', 'trained', /“trained” has another meaning/],
    ['adapter', 'mine', /Kinds: method, experiment, check, architecture, page/],
  ])('refuses %s %s', async (kind, name, message) => {
    await expect(make(kind, name)).rejects.toThrow(message);
  });
});

describe('what is made', () => {
  it('trains: a method on a task that a file describes, saved, loaded and converted', async () => {
    const flags = [`--methods=${added.method}`, '--model', join(copy, 'model')];
    const said = await run('experiments/task.experiment.ts', '--task=pairs.json', ...flags);
    expect(said).toMatch(/Rows +Pairs/);
    expect(said).toMatch(/accuracy .* on 3 validation rows/);
    const [trained] = await runsIn(copy);
    await writeFile(join(copy, 'convert.ts'), convert);
    expect(await node('convert.ts', join(trained!.folder, 'adapter'), join(copy, 'lora'))).toMatch(
      /method half-frozen \(Half frozen: W[^]*method lora \(/,
    );
  });

  it('varies one thing, on that task', async () => {
    const flags = ['--task=pairs.json', '--methods=lora', '--model', join(copy, 'model')];
    const said = await run(`experiments/${added.experiment}.experiment.ts`, ...flags);
    expect(said).toMatch(/alpha-values 4 · .*\n[^]*alpha-values 8 · /);
  });

  it('checks', async () => {
    expect(await run(`theory/${added.check}/check.ts`)).toMatch(/\[1\/1\] 1\n {2}the sum is 2 /);
    await writeFile(join(copy, 'run.json'), JSON.stringify({ preset: 'smoke', n: 4 }));
    expect(await node(`theory/${added.check}/check.ts`, '--config=run.json')).toMatch(
      /the sum is 8 /,
    );
    const { createNodesV2 } = (await import('../nx-plugin/plugin.mjs' as string)) as {
      createNodesV2: [string, (files: string[]) => [string, { projects: object }][]];
    };
    const file = `theory/${added.check}/check.ts`;
    expect(createNodesV2[1]([file])).toMatchObject([
      [file, { projects: { theory: { targets: { [added.check]: {} } } } }],
    ]);
  });

  it('reads models', async () => {
    await writeFile(join(copy, 'use.ts'), use);
    expect(await node('use.ts')).toBe('small-bert 8 query,value\n');
  });

  it('is shown', async () => {
    await node('reports/build.ts', '--out', join(copy, 'out'));
    const [glue, ablations, theory, page] = await Promise.all(
      ['glue', 'ablations', 'theory', added.page].map((name) =>
        readFile(join(copy, `out/${name}.html`), 'utf8'),
      ),
    );
    expect(glue).toContain('id="Pairs"');
    expect(glue).toContain('Half frozen');
    expect(ablations).toMatch(/id="alpha-values"/);
    expect(ablations).toContain('Alpha values');
    expect(theory).toContain('<p>1 twice is 2.</p>');
    expect(theory).toMatch(/href="#two-sums"[^]*>Two sums</);
    expect(theory!.indexOf('id="width-sweep"')).toBeLessThan(theory!.indexOf('id="two-sums"'));
    expect(page).toContain('5 runs');
    expect(glue).toContain('href="all-starts.html"');
  });
});

it('a check is gone with its folder', async () => {
  await writeFile(
    join(copy, 'names.ts'),
    "import { checks } from '@singlora/theory'; console.log(checks.map(({ name }) => name).join());",
  );
  const before = checks.map(({ name }) => name);
  expect(before).toContain('exponents');
  await rm(join(copy, 'theory/exponents'), { recursive: true });
  const named = (await node('names.ts')).trim().split(',');
  expect(named.sort()).toEqual(
    [...before, added.check].filter((name) => name !== 'exponents').sort(),
  );
});

const convert = `import { program } from './packages/core/src/cli.ts';

const [adapter, lora] = process.argv.slice(2);
for (const args of [
  ['inspect', adapter],
  ['convert', adapter, '--to', 'lora', '--out', lora],
  ['inspect', lora],
])
  await program(console.log).parseAsync(['node', 'singlora', ...args]);
`;

const use = `import { createSequenceClassifier } from '@singlora/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';

const config = {
  model_type: '${added.architecture}',
  vocab_size: 20,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
  hidden_act: 'gelu',
  hidden_dropout_prob: 0,
  attention_probs_dropout_prob: 0,
  max_position_embeddings: 16,
  type_vocab_size: 2,
};
const model = createSequenceClassifier(config, { outputs: 3, weight: (_, shape) => tf.ones(shape) });
console.log(model.architecture, model.slots.length, model.defaultTargets.join());
`;
