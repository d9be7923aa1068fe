import { glueOutcomes, glueRuns, otherRatesOf, tieOutcome } from '@singlora/comparison';
import { gluePlans, spare, splitTitle, type ScoresRecord } from '@singlora/records';
import { format, specsOf } from '@singlora/reporting';
import { beforeAll, expect, it } from 'vitest';
import gluePage from '../../glue.page.ts';
import { htmlBy, wordsOf } from '../../page-text.test.support.ts';
import { makeRun, type Change } from '../../../lab/comparison/src/recorded.test.support.ts';
import { replaysOf } from './facts.ts';
import { otherRatesTable, planMeansTable } from './tables.ts';
import { plannedRuns, type Scores } from '../../../lab/comparison/src/glue/planned.test.support.ts';

const pageBeside = (scores: readonly ScoresRecord[], ...runs: readonly Change[]) =>
  htmlBy(gluePage, {
    runs: runs.map(makeRun),
    measurements: { records: [], scores, damaged: [] },
  });
const pageOf = (...runs: readonly Change[]) => pageBeside([], ...runs);
const words = async (...runs: readonly Change[]) => wordsOf(await pageOf(...runs));
const claim = (text: string, says: string) =>
  text.slice(text.indexOf(says), text.indexOf('npx nx run', text.indexOf(says)));

const better: Scores = ({ method, rank, seed }) =>
  0.7 + (method === 'singlora' && rank === 8 ? 0.02 + 0.002 * Math.sin(5 * seed) : 0);

/** Pages that several tests read: SingLoRA is better, or all scores are equal. */
let [higher, equal] = ['', ''];
beforeAll(async () => {
  higher = await pageOf(...plannedRuns(better));
  equal = await pageOf(...plannedRuns(() => 0.7));
});

it('has no part about plans where nothing of them is recorded', async () => {
  expect(await pageOf({ score: 0.7 })).not.toContain('id="plan"');
});

it('shows the primary answer, and every task with its rows, floor, scores and verdict', () => {
  const text = wordsOf(higher);
  expect(text).toMatch(
    /SingLoRA − LoRA primary \+[12]\.\d\d \+1\.\d\d to \+2\.\d\d higher p < 0\.001 SingLoRA r16 − LoRA secondary/,
  );
  const { trainRows, epochs, spareRows } = gluePlans['top-two'].tasks.sst2!;
  expect(epochs).toBe(1);
  const rows = `${format.count(Number(trainRows))} ${format.count(spareRows)} ${splitTitle(spare)}`;
  const [, row = ''] = text.split(`SST-2 Accuracy ${rows} 35.0`);
  expect(row).toMatch(
    /^( 70\.0 ± 0\.0, 1e-3){3} 7[12]\.\d ± 0\.0, 1e-3 70\.0 ± 0\.0, 1e-3 \+[12]\.\d\d \+1\.\d\d to \+2\.\d\d higher/,
  );
  expect(text).toContain('Planned results 300 of 300 Diverged');
  expect(text).toContain('Intervals leave out another draw of the training rows');
  expect(text).toMatch(/Seeds 10 Margin, points ±0\.5 Learning rates 3e-4 to 0\.01 searched/);
  expect(text).toMatch(/Core-hours, with trials \d\.\d/);
});

it('names the tasks on which something stands in, where that is not all', async () => {
  const unknown = plannedRuns(better).map((change) => {
    const [model, rows] = change.assets ?? [];
    const isUnknown = ['qnli', 'mnli'].includes(String(change.config?.['task']));
    return isUnknown ? { ...change, assets: [model!, { ...rows!, sha256: {} }] } : change;
  });
  const text = wordsOf(await pageOf(...unknown));
  for (const said of [
    'Part of the rows On CoLA, SST-2, MRPC, QNLI and MNLI; numbers are in the table of tasks below.',
    'Part of the layers Only the last 2 layers of the model have adapters',
    'Spare rows On CoLA, SST-2 and MRPC; numbers are',
    'Unknown rows On QNLI and MNLI. The rows are not known to be GLUE’s: the SHA-256 of their files is none that is known of this task’s.',
  ])
    expect(text).toContain(said);
});

it('gives the paper’s claims their verdicts from the plan, of each task’s that with LoRA', () => {
  const text = wordsOf(higher);
  expect(claim(text, 'Over the tasks, SingLoRA is above LoRA, LoRA+ and DoRA.')).toContain(
    'abstract, table 1 and table 2 ● seen in a stand-in with all-MiniLM-L6-v2: stand-in model, part of the rows, part of the layers',
  );
  expect(claim(text, 'QNLI with RoBERTa-base')).toContain(
    'only for LoRA; undecided for LoRA+ and DoRA with all-MiniLM-L6-v2',
  );
  expect(claim(text, 'MNLI with GPT-2')).toContain('not yet measured');
});

it.each([
  [
    'top-two',
    'by its interval, the others after Holm’s correction for all 9: the secondary ones, and the primary one on each task. Where one of these is equal',
  ],
  ['qqp', 'for all 5: the secondary ones, and each one on each task. Where'],
  ['qqp-all-layers', 'is judged by its interval. Intervals cover'],
] as const)('says of the plan %s what it corrects', (name, judged) => {
  const [outcome] = glueOutcomes(glueRuns(plannedRuns(better, { name }).map(makeRun)).runs).filter(
    (one) => one.all.length > 0,
  );
  expect(planMeansTable(outcome!).notes.join(' ')).toContain(judged);
});

it('has QQP’s plan of a stand-in settle the paper’s row, and no plan beside another', async () => {
  const says = 'QQP with RoBERTa-base';
  const lower: Scores = ({ method, seed }) =>
    0.7 - (method === 'singlora' ? 0.02 + 0.002 * Math.sin(5 * seed) : 0);
  const text = await words(...plannedRuns(lower, { name: 'qqp' }));
  expect(text).toMatch(/SingLoRA − LoRA primary −\d\.\d\d \S+ to \S+ lower/);
  expect(claim(text, says)).toContain('only for LoRA+ or DoRA with');
  const beside = await words(...plannedRuns(lower, { name: 'qqp-all-layers', chosen: 3e-3 }));
  expect(claim(beside, says)).toContain('no plan settles this claim by it');
});

it('has a finished plan of one task settle the paper’s row before a plan of several', async () => {
  const lower: Scores = ({ method, seed }) =>
    0.7 - (method === 'singlora' ? 0.02 + 0.002 * Math.sin(5 * seed) : 0);
  const rowBy = async (seeds: number) =>
    claim(
      await words(
        ...plannedRuns(better, { primary: true }),
        ...plannedRuns(lower, { name: 'mnli-alone', seeds }),
      ),
      'MNLI with RoBERTa-base',
    );
  const alone = await rowBy(30);
  expect(alone).toMatch(/not seen in a stand-in.*SingLoRA − LoRA: −\d.*30 seeds; lower/);
  expect(alone).toMatch(/SingLoRA − LoRA\+: −\d.*; lower/);
  expect(await rowBy(29)).toMatch(/SingLoRA − LoRA: \+\d.*10 seeds; higher/);
});

it('gives the margin where the two are equal within it', () => {
  expect(wordsOf(equal)).toMatch(/SingLoRA − LoRA primary 0\.00 \S+ to \S+ equal within ±0\.5/);
});

it('shows the means without the task with the largest difference, with no verdict', async () => {
  const text = await words(
    ...plannedRuns(
      ({ method, task, seed }) =>
        0.7 -
        (method === 'singlora' ? (task === 'qnli' ? 0.07 : 0.01) + 0.001 * Math.sin(5 * seed) : 0),
      { primary: true },
    ),
  );
  expect(text).toMatch(
    /SingLoRA − LoRA without QNLI, the largest −1\.0\d \S+ to \S+ no verdict left out after its result was known –/,
  );
});

it('shows tasks at the rates of another plan beside its own', () => {
  const singlora = (points: number, seed: number) =>
    0.7 + (points + 0.1 * Math.sin(5 * seed)) / 100;
  const plans = glueOutcomes(
    glueRuns(
      plannedRuns(
        ({ method, task, seed }) =>
          method === 'singlora' ? singlora(task === 'qnli' ? -7 : -1, seed) : 0.7,
        { chosen: 3e-3 },
      ).map(makeRun),
    ).runs,
  );
  const at = (chosen: number) =>
    otherRatesOf(plans, [
      tieOutcome(
        glueRuns(
          plannedRuns(({ method }) => (method === 'lora' ? 0.7 : 0.7), {
            name: 'tie',
            chosen,
            rightOf: () => 70,
          }).map(makeRun),
        ).runs,
      ),
    ]).get(plans[0]!)!;
  const cells = otherRatesTable(plans[0]!, at(0.01)).rows.map((row) =>
    row.cells.map(({ text }) => text),
  );
  expect(cells.slice(-2)).toEqual([
    ['QNLI', 'MiniLM, last two layers', '3e-3 and 3e-3', expect.stringMatching(/^−7\./), '10'],
    ['QNLI', 'The tie, on new seeds', '0.01 and 0.01', '0.00', '30'],
  ]);
  expect(at(3e-3)).toEqual([]);
});

it('counts trials that repeat another plan’s, and those of them with the same score', () => {
  const trialsOf = (name: string, score: (seed: number) => number) =>
    plannedRuns(() => 0.7, { name, chosen: 3e-3 })
      .filter(({ config }) => config?.['purpose'] === 'trial' && config['task'] === 'mnli')
      .map((run) => ({ ...run, score: score(run.seed ?? 0) }));
  const outcomes = glueOutcomes(
    glueRuns(
      [
        ...trialsOf('top-two', () => 0.6),
        ...trialsOf('mnli-alone', (seed) => (seed === 0 ? 0.5 : 0.6)),
      ].map(makeRun),
    ).runs,
  );
  const [before, again] = ['top-two', 'mnli-alone'].map((name) =>
    outcomes.find((one) => one.name === name),
  );
  const found = replaysOf(again!, [before!]);
  expect(found?.of).toBe('MiniLM, last two layers');
  expect(found!.trials).toBeGreaterThan(0);
  expect(found!.identical).toBe((found!.trials * 2) / 3);
  expect(replaysOf(again!, [])).toBeUndefined();
});

it('leaves the paper’s row open where the two are equal and the plan says so', async () => {
  const text = await words(...plannedRuns(() => 0.7, { name: 'qqp' }));
  expect(claim(text, 'QQP with RoBERTa-base')).toContain('◌ undecided in a stand-in');
  expect(claim(wordsOf(equal), 'QNLI with RoBERTa-base')).toContain('○ not seen in a stand-in');
});

it('says how often either side is at the floor where the plan judges that', async () => {
  const collapsing: Scores = ({ task, method, seed }) =>
    task === 'cola' && method === 'lora' && seed < 105 ? 0.35 : 0.7 + 0.001 * (seed - 100);
  expect(
    await words(...plannedRuns(collapsing, { name: 'longer-trials', chosen: 3e-3 })),
  ).toContain(
    'At the floor, of 48 pairs SingLoRA 0, LoRA 5 SingLoRA: less often; McNemar’s mid-p by task and seed: p = 0.031',
  );
});

it('marks an unfinished plan, names what is missing, and gives no verdict', async () => {
  const text = await words(...plannedRuns(better, { seeds: 7 }));
  expect(text).toContain('MiniLM, last two layers (not finished)');
  expect(text).toContain('Planned results 210 of 300 missing: CoLA LoRA (seeds 7, 8, 9); CoLA');
  expect(text).toMatch(/primary \S+ \S+ to \S+ no verdict 36 planned results to come/);
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
    'Diverged, scored as the floor 1 MRPC DoRA (seed 3) Not as planned, not counted 1 max steps 2, not none (1)',
  );
});

it('draws each comparison with its interval over the margin', () => {
  const spec = JSON.stringify(specsOf(higher).get('plan-1-differences'));
  for (const label of ['SingLoRA − LoRA', 'SingLoRA r16 − LoRA', 'SingLoRA − DoRA', 'CoLA', 'MNLI'])
    expect(spec).toMatch(new RegExp(`"label":"${label}","mean":[-\\d]`));
});

it('draws the margin also where nothing is finished but two seeds', async () => {
  const page = await pageOf(...plannedRuns(better, { seeds: 2, name: 'mpnet' }));
  expect(page).toContain('<figure class="chart" id="plan-3-differences">');
  expect(wordsOf(page)).toContain('no verdict 2 of 5 seeds needed');
});

/** PyTorch's scores of LoRA on MRPC, whose results here are all 70 %. */
const scored = (change: Partial<ScoresRecord>, ...scores: readonly number[]): ScoresRecord => ({
  version: 2,
  kind: 'scores',
  case: 'scores-mrpc',
  title: 'MRPC',
  command: 'made up',
  code: null,
  measuredAt: '2026-02-03T04:05:06Z',
  machine: { cpu: 'one', cores: 2, memoryBytes: 1, system: 'linux', node: '20' },
  by: 'torch 9',
  plan: 'top-two',
  task: 'mrpc',
  method: 'lora',
  rank: 8,
  learningRate: 1e-3,
  seeds: scores.map((score, seed) => ({
    seed,
    scores: { 'spare/accuracy': score, 'validation/accuracy': 0.1 },
  })),
  ...change,
});

it('sets another implementation’s scores beside a plan’s, inside its interval or not', async () => {
  const runs = plannedRuns(({ seed }) => 0.7 + 0.01 * Math.sin(5 * seed));
  const text = wordsOf(
    await pageBeside(
      [
        scored({}, 0.69, 0.71),
        scored({ method: 'dora', by: 'torch 8' }, 0.8, 0.81, 0.82),
        // not of these settings
        scored({ method: 'lora+', learningRate: 2e-3 }, 0.5, 0.5),
        scored({ plan: 'mpnet' }, 0.4, 0.4),
      ],
      ...runs,
    ),
  );
  expect(text).toMatch(
    /MRPC Accuracy LoRA 70\.0 ± 1\.0, 2 seeds, torch 9 70\.0 69\.\d to 70\.\d, 10 seeds yes/,
  );
  expect(text).toMatch(
    /MRPC Accuracy DoRA 81\.0 ± 0\.6, 3 seeds, torch 8 70\.0 .{1,40} no \+1[01]\.\d\d/,
  );
  expect(text).not.toContain('40.0');
});

it('judges another implementation by the planned seeds, and says what later ones give', async () => {
  const runs = plannedRuns(({ seed }) => 0.7 + 0.01 * Math.sin(5 * seed), { primary: true });
  const apart = [0.72, 0.72, 0.72, 0.72, 0.72];
  const text = wordsOf(
    await pageBeside([scored({}, ...apart, 0.68, 0.68, 0.68, 0.68, 0.68)], ...runs),
  );
  expect(text).toMatch(/10 seeds, torch 9 70\.0 \S+ to \S+, 10 seeds no with all 10: yes/);
});

it('counts the seeds of a mean that are at the floor', async () => {
  const text = await words(
    ...plannedRuns(
      ({ method, seed }) => (method === 'lora' && seed < 2 ? 0.35 : 0.7 + 0.001 * seed),
      { primary: true },
    ),
  );
  expect(text).toMatch(
    /CoLA Matthews 5,000 × 4 \S+ spare training 35\.0 \d\d\.\d ± \d\.\d, 2 at the floor, 1e-3/,
  );
});
