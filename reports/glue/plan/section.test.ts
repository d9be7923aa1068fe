import { gluePlans, spare, splitTitle } from '@singlora/records';
import { format } from '@singlora/reporting';
import { expect, it } from 'vitest';
import gluePage from '../../glue.page.ts';
import { usualLimits } from '../../limits.ts';
import { htmlOf, withoutScripts, wordsOf } from '../../page-text.test.support.ts';
import { makeRun, type Change } from '../../recorded.test.support.ts';
import { plannedRuns, type Scores } from './planned.test.support.ts';

const pageOf = (...runs: readonly Change[]) =>
  htmlOf(gluePage, { runs: runs.map(makeRun), damaged: [], limits: usualLimits });
const words = async (...runs: readonly Change[]) => wordsOf(await pageOf(...runs));
const claim = (text: string, says: string) =>
  text.slice(text.indexOf(says), text.indexOf('npx nx run', text.indexOf(says)));

const better: Scores = ({ method, rank, seed }) =>
  0.7 + (method === 'singlora' && rank === 8 ? 0.02 + 0.002 * Math.sin(5 * seed) : 0);

it('says how to measure the plan where nothing of it is recorded', async () => {
  expect(await words({ score: 0.7 })).toContain(
    'The plan and its answer What is compared, on what, with how many seeds, and how large a difference counts was declared before the runs. Verdicts on the paper’s scores rest on these plans alone, whatever else is recorded. Not measured yet. This command does it: npx nx run experiments:glue --preset=top-two',
  );
});

it('leads with the primary answer, and shows every task with its rows, floor, scores and verdict', async () => {
  const text = await words(...plannedRuns(better));
  expect(text).toMatch(
    /MiniLM, adapters in the last two layers: SingLoRA − LoRA, mean of 6 tasks: \+[12]\.\d\d points \(95% \+1\.\d\d to \+2\.\d\d\), 10 seeds: higher \./,
  );
  const { trainRows, epochs, spareRows } = gluePlans['top-two'].tasks.sst2!;
  expect(epochs).toBe(1);
  const rows = `${format.count(Number(trainRows))} ${format.count(spareRows)} ${splitTitle(spare)}`;
  const [, row = ''] = text.split(`SST-2 Accuracy ${rows} 35.0`);
  expect(row).toMatch(
    /^( 70\.0 ± 0\.0, 1e-3){3} 7[12]\.\d ± 0\.0, 1e-3 70\.0 ± 0\.0, 1e-3 \+[12]\.\d\d \+1\.\d\d to \+2\.\d\d higher/,
  );
  expect(text).toContain('All 300 planned results are there.');
  expect(text).toContain('Intervals leave out another draw of the training rows');
  expect(text).toMatch(/took \d\.\d core-hours/);
});

it('gives the paper’s claims their verdicts from the plan, of each task’s that with LoRA', async () => {
  const text = await words(...plannedRuns(better));
  expect(claim(text, 'Over the tasks, SingLoRA is above LoRA, LoRA+ and DoRA.')).toContain(
    'abstract, table 1 and table 2 reproduced with all-MiniLM-L6-v2: stand-in model, part of the rows, part of the layers',
  );
  expect(claim(text, 'QNLI with RoBERTa-base')).toContain(
    'only if it is about LoRA; undecided for LoRA+ and DoRA with all-MiniLM-L6-v2',
  );
  expect(claim(text, 'MNLI with GPT-2')).toContain('not yet measured');
});

it('finds a claim of more not reproduced where the two are equal within the margin', async () => {
  const text = await words(...plannedRuns(() => 0.7));
  expect(claim(text, 'Over the tasks')).toContain('not reproduced');
  expect(claim(text, 'Over the tasks')).toContain('equal within ±0.5');
});

it('marks an unfinished plan, names what is missing, and gives no verdict', async () => {
  const text = await words(...plannedRuns(better, { seeds: 7 }));
  expect(text).toContain('MiniLM, adapters in the last two layers (not finished)');
  expect(text).toContain('210 of 300 planned results are there. Missing: CoLA LoRA (seed 7, 8, 9)');
  expect(text).toContain('7 seeds: no verdict (not finished, 7 of 10 seeds) .');
  expect(claim(text, 'Over the tasks')).toContain('undecided');
});

it('names what diverged and what does not count', async () => {
  const runs = plannedRuns((run) =>
    run.method === 'dora' && run.task === 'mrpc' && run.seed === 3 ? NaN : better(run),
  );
  const [first] = runs;
  const other = { ...first, config: { ...first?.config, maxSteps: 2 } };
  const text = await words(other, ...runs);
  expect(text).toContain(
    '1 result diverged and counts as always giving the most frequent answer: MRPC DoRA (seed 3).',
  );
  expect(text).toContain('not counted since it is not as planned: max steps 2, not none (1).');
});

it('draws each comparison with its interval over the margin', async () => {
  const page = withoutScripts(await pageOf(...plannedRuns(better)));
  const svg = /<figure id="plan-1-differences">[^]*?<\/svg>/.exec(page)?.[0];
  for (const label of ['SingLoRA − LoRA', 'SingLoRA r16 − LoRA', 'SingLoRA − DoRA', 'CoLA', 'MNLI'])
    expect(svg).toContain(`>${label}</text>`);
  expect(svg).not.toContain('NaN');
});

it('draws the margin also where nothing is finished but two seeds', async () => {
  const page = await pageOf(...plannedRuns(better, { seeds: 2, name: 'mpnet' }));
  expect(page).toContain('<figure id="plan-3-differences">');
  expect(wordsOf(page)).toContain('no verdict (2 of 5 seeds)');
});
