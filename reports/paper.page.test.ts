import { join } from 'node:path';
import type { RecordedRun } from '@singlora/comparison';
import { paper, paperRows } from '@singlora/records';
import { format } from '@singlora/reporting';
import { beforeAll, describe, expect, it } from 'vitest';
import { plannedRuns } from '../lab/comparison/src/glue/planned.test.support.ts';
import { makeRun, runsOf as glueRunsOf } from '../lab/comparison/src/recorded.test.support.ts';
import { htmlBy, rowsIn, scoresIn, sectionIn, shownBy, wordsOf } from './page-text.test.support.ts';
import paperPage from './paper.page.ts';

const root = join(import.meta.dirname, '..');

/** A command line's parser, which pages do not know. */
type Parse = (of: unknown, project: string, flags: string[]) => { settings: unknown };

const pageOf = (runs: readonly RecordedRun[]): Promise<string> => htmlBy(paperPage, { runs });

const scores = ['dino', 'clipImage', 'clipText'] as const;
const tables = ['table-1', 'table-2', 'table-3', 'table-4'];

describe('with nothing recorded', () => {
  let page: string;
  beforeAll(async () => {
    page = await pageOf([]);
  });

  it('prints every number of the paper’s tables, row by row', () => {
    for (const [section, { rows }] of [
      ['table-1', paper.glue],
      ['table-2', paper.llama],
    ] as const) {
      const shown = scoresIn(page, section);
      for (const row of rows) {
        const { title } = paper.models[row.model];
        const own = shown.filter((cells) => section === 'table-2' || cells.includes(title));
        const values = own.map((cells) => cells.join(' | ')).join('\n');
        const rates = row.learningRates?.map((rate) => format.setting(rate)).join(', ');
        expect(values).toContain(row.value.toFixed(1) + (rates ? ` lr ${rates}` : ''));
        expect(values).toContain(format.millions(row.params));
      }
      expect(shown.flat().filter((cell) => /^\d\d\.\d( lr .*)?$/.test(cell))).toHaveLength(
        rows.length,
      );
    }
    const pictures = rowsIn(page, 'table-3');
    for (const [at, row] of paper.dreambooth.rows.entries())
      for (const key of scores) expect(pictures[at]).toContain(format.fixed(row[key], 3));
    const faces = rowsIn(page, 'table-4');
    for (const [at, row] of paper.faces.rows.entries())
      expect(faces[at]).toContain(format.fixed(row.dino, 3));
  });

  it('says where the means over the tasks are in the paper’s own numbers', () => {
    // 88.9, 92.2 and 86.5; 89.1, 92.1 and 86.5; 89.2, 92.1 and 86.4
    expect(wordsOf(page)).toMatch(
      /with RoBERTa-base [^;]*LoRA\+ 89\.23[^;]*DoRA 89\.23[^;]*SingLoRA 89\.20; with GPT-2 /,
    );
  });

  it('says of every number that it is not run', () => {
    const printed =
      paperRows.length + scores.length * paper.dreambooth.rows.length + paper.faces.rows.length;
    const cells = tables.flatMap((part) => rowsIn(page, part).flat());
    expect(cells.filter((cell) => cell === '✕ not run')).toHaveLength(printed);
    expect(page).not.toContain('hatched"');
    expect(wordsOf(page)).toContain('Nothing is measured yet.');
  });

  it('gives commands that the command line accepts', async () => {
    const commands = [...page.matchAll(/npx nx run ([\w-]+):([\w-]+)([^<\n]*)/g)];
    expect(new Set(commands.map(([, , name]) => name))).toEqual(
      new Set([
        'table-1',
        'table-2',
        'table-3',
        'table-4',
        'expressiveness',
        'lr-sensitivity',
        'ramp',
      ]),
    );
    const { parseInvocation } = (await import(join(root, 'lab/runner/src/index.ts'))) as {
      parseInvocation: Parse;
    };
    for (const [, project = '', name = '', rest = ''] of commands) {
      const file = project === 'theory' ? `${name}/check.ts` : `${name}.experiment.ts`;
      const module = (await import(join(root, project, file))) as { default: unknown };
      const flags = rest.split(' ').filter((flag) => !['', '--'].includes(flag));
      const { settings } = parseInvocation(module.default, project, flags);
      expect(settings).toBeDefined();
    }
  });
});

describe('at the paper’s scale', () => {
  it('shows ours without a hatch, and tells it so', async () => {
    const runs = plannedRuns(({ method }) => (method === 'singlora' ? 0.8 : 0.7), {
      name: 'table-1-roberta-base',
      seeds: 5,
    }).map(makeRun);
    const shown = () => shownBy(paperPage, { runs });
    const { text: page, markdown } = await shown();
    expect(await shown()).toMatchObject({ text: page, markdown }); // identical bytes
    const [row] = rowsIn(page, 'table-1').filter(([method]) => method === 'SingLoRA');
    expect(row?.filter((cell) => cell.startsWith('★ 80.0'))).toHaveLength(3);
    expect(page).not.toContain('hatched"');
    expect(wordsOf(page)).toContain('12 at the paper’s scale and 8 not run');
    expect(markdown).toContain('★ at the paper’s scale, ☆ by a stand-in, ✕ not run.');
  });
});

describe('a stand-in', () => {
  it('is hatched, marked and named where its number stands, and its verdict is a stand-in’s', async () => {
    const page = await pageOf(
      glueRunsOf('mnli', { lora: [0.7, 0.71], singlora: [0.72, 0.73] }).map(makeRun),
    );
    const cells = scoresIn(page, 'table-1')
      .flat()
      .filter((cell) => cell.startsWith('☆'));
    expect(cells).toHaveLength(2);
    for (const cell of cells) expect(cell).toMatch(/^☆ 7\d\.\d .* to .*, \S+$/);
    expect(page.match(/<td class="right hatched"/g)?.length).toBeGreaterThanOrEqual(2);
    const [evidence = ''] =
      /<caption>Each number of ours[^]*?<\/table>/.exec(sectionIn(page, 'table-1')) ?? [];
    expect(evidence).not.toContain('absent"');
    expect(evidence.match(/<code>npx nx run/g)).toHaveLength(2);
    expect(wordsOf(page)).not.toContain('reproduced');
  });
});
