import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { describe, expect, it } from 'vitest';
import { readStudy } from './blocks.ts';

const folder = folderForAllTests();
const file = join(folder, 'study.yaml');

const read = (text: string) => {
  writeFileSync(file, text);
  return readStudy(file);
};

describe('a study’s file', () => {
  it('has the flags of one command, as the command line has them', () => {
    const text = `
experiment: rte
preset: paper
lr: 1e-4..4e-3:log5
rank: [4, 8]
max-steps: null
submission: true
recompute: false
`;
    expect(read(text)).toMatchObject([
      {
        experiment: 'rte',
        source: 'experiments/rte.experiment.ts',
        argv: [
          ...['--preset=paper', '--lr=1e-4..4e-3:log5', '--rank=4,8', '--max-steps=none'],
          ...['--submission', '--recompute=false'],
        ],
      },
    ]);
  });

  it('has several blocks, which may share flags', () => {
    const blocks = read(`
- &first
  experiment: rte
  seeds: 0..4
- <<: *first
  experiment: sst2
  epochs: 2
`);
    expect(blocks.map(({ experiment, argv }) => [experiment, argv])).toEqual([
      ['rte', ['--seeds=0..4']],
      ['sst2', ['--seeds=0..4', '--epochs=2']],
    ]);
    const [first, second] = blocks;
    expect(first?.placeOf('seeds')).toBe(`${file}:4`);
    expect(second?.placeOf('epochs')).toBe(`${file}:7`);
    expect(second?.placeOf('seeds')).toBe(`${file}:5`);
  });

  it.each([
    ['experiment: rte\nlr: [1', 2, 'Flow sequence'],
    ['- experiment: rte\n- seeds: 1', 2, 'experiment: say the name of an experiment'],
    ['- experiment: rte\n- lr: 1\n  experiment: rtx', 3, 'Did you mean "rte"?'],
    ['experiment: rte\nadapter:\n  r: 4', 3, 'adapter: say a value, or a list of them'],
    ['- experiment: rte\n  --seeds: 1', 2, '"--seeds" must be without dashes: seeds'],
    ['3', 1, 'say `experiment: NAME` and its flags'],
    ['- experiment: rte\n- rte', 2, 'say `experiment: NAME` and its flags'],
  ])('is refused by its line: %j', (text, line, words) => {
    const wrong = () => read(text);
    expect(wrong).toThrow(`${file}:${line}: `);
    expect(wrong).toThrow(words);
  });

  it('is refused where it has no block', () => {
    for (const text of ['[]', '', '# nothing yet'])
      expect(() => read(text)).toThrow(`${file} names no experiment.`);
  });

  const times = 20_000;
  it.each([
    ['lists', `experiment: ${'['.repeat(times)}${']'.repeat(times)}`],
    ['maps', Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
    ['lists on a line', `experiment: 1\nb:\n  ${'- '.repeat(times)}1`],
    ['keys', '? '.repeat(times)],
    ['lists without an end', '['.repeat(times)],
  ])('is refused where it nests %s thousands deep', (_, text) => {
    expect(() => read(text)).toThrow(/study\.yaml is nested deeper than the 100 levels/);
  });

  it('is refused where an alias names nothing', () => {
    const wrong = () => read('- experiment: rte\n  lr: *rates');
    expect(wrong).toThrow(expect.objectContaining({ code: 'EXPERIMENT_USAGE' }));
    expect(wrong).toThrow(`${file}: Unresolved alias`);
  });
});
