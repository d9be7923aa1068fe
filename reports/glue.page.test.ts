import { describe, expect, it } from 'vitest';
import gluePage from './glue.page.ts';
import {
  htmlBy,
  shownBy,
  wordsOf,
  hostile,
  hostileTags,
  specsOf,
} from './page-text.test.support.ts';
import {
  answers,
  atPaperScale,
  dataset,
  makeRun,
  model,
  runsOf,
  type Change,
} from '../lab/comparison/src/recorded.test.support.ts';

const shown = (...runs: readonly Change[]) =>
  shownBy(gluePage, {
    runs: runs.map(makeRun),
  });

const pageOf = async (...runs: readonly Change[]) => (await shown(...runs)).text;

const words = async (...runs: readonly Change[]) => wordsOf(await pageOf(...runs));

const mnli = (scores: Readonly<Record<string, readonly number[]>>, given?: Change) =>
  runsOf('mnli', scores, given);

/** Runs with these numbers of right rows in a hundred, one run per seed. */
const predicting = (method: string, right: readonly number[]): Change[] =>
  right.map((share, seed) => ({
    method,
    seed,
    score: share / 100,
    predicted: answers(share, 7 * seed),
  }));

describe('without results', () => {
  it('says so and how to begin, and carries no chart library', async () => {
    const page = await pageOf();
    expect(wordsOf(page)).toContain('No run is recorded yet.');
    expect(page).toContain('<code>npm start</code>');
    expect(page.length).toBeLessThan(20_000);
  });

  it('counts what stopped, and gives the command that goes on', async () => {
    const page = await pageOf(
      { status: 'failed' },
      { status: 'interrupted', seed: 1 },
      { status: 'running', seed: 2 },
      { score: NaN, seed: 3 },
      { config: { purpose: 'trial' } },
    );
    expect(wordsOf(page)).toContain(
      '(1 running, 1 interrupted, 1 failed, 1 without a score and 1 trial)',
    );
    expect(page).toContain('<code>npx nx run experiments:mnli</code>');
    expect(page).not.toContain('id="claims"');
  });
});

describe('one task', () => {
  it('keeps precisions apart, takes runs that do not say for float32, and names bfloat16', async () => {
    const half = { config: { precision: 'bfloat16' } };
    const text = await words(
      ...mnli({ lora: [0.7, 0.71], singlora: [0.72, 0.73] }),
      ...mnli({ lora: [0.5, 0.51], singlora: [0.52, 0.53] }, half),
      { method: 'lora', seed: 2, score: 0.72, config: { precision: 'float32' } },
    );
    expect(text).toMatch(
      /\(stand-in model, part of the rows, bfloat16, [^)]*\)[^|]*LoRA 50\.5% ± 0\.5 2 \(0, 1\)/,
    );
    expect(text).toMatch(/LoRA 71\.0% ± 0\.6 3 \(0, 1, 2\)/); // including the one that says float32
    expect(text).not.toMatch(/LoRA, precision/);
  });

  it('says what bfloat16 is, where that is what was measured', async () => {
    const text = await words(...mnli({ lora: [0.7, 0.71] }, { config: { precision: 'bfloat16' } }));
    expect(text).toContain(
      'Products with frozen weights were made in bfloat16, with float32 sums.',
    );
    expect(text).toContain('Precision bfloat16 float16 differs: processors');
  });

  it('gives a single run with its error, and compares nothing', async () => {
    const text = await words({ method: 'singlora', score: 0.7 });
    expect(text).toContain('SingLoRA 70.0% ± 1.0 1 (0)');
    expect(text).toContain('With one seed, ± is what the choice of scored rows brings');
    expect(text).not.toContain('SingLoRA − LoRA');
  });

  it('says what one seed without its predictions cannot', async () => {
    const near = await words({ score: 0.7 }, { method: 'singlora', score: 0.71 });
    expect(near).toContain(
      'SingLoRA − LoRA: +1.00 points, 1 seed; no verdict (no plan settles this claim by it)',
    );
  });

  it('shows the paired difference over seeds', async () => {
    const text = await words(
      ...mnli({
        lora: [0.7, 0.71, 0.72, 0.7, 0.71],
        singlora: [0.695, 0.71, 0.712, 0.7, 0.708],
      }),
    );
    // differences −0.5, 0.0, −0.8, 0.0, −0.2: mean −0.3, s.e. 0.155, t(4): p = 0.125
    expect(text).toMatch(
      /SingLoRA − LoRA −0\.30 −0\.73 to \+0\.13 no verdict no plan was declared before its runs p = 0\.12 5/,
    );
    expect(text).toContain('they cover chance in training, not the choice of scored rows');
  });

  it('covers rows, too, where the predictions are recorded', async () => {
    const text = await words(
      ...predicting('lora', [60, 61, 59, 60, 62]),
      ...predicting('singlora', [80, 82, 81, 80, 81]),
    );
    expect(text).toMatch(/SingLoRA − LoRA \+\S+ \S+ to \S+ no verdict .*? p (=|<) 0\.00\d 5/);
    expect(text).toContain('cover both another choice of seeds and of scored rows');
  });

  it('tests one seed by McNemar on the rows that both predicted', async () => {
    // 60 and 70 right in the same order: none only by LoRA, 10 only by SingLoRA. Exact 2/1024, mid-p 1/1024.
    const text = await words(...predicting('lora', [60]), ...predicting('singlora', [70]));
    expect(text).toContain('no verdict no plan was declared before its runs p < 0.001 1');
    expect(text).toContain('McNemar’s (mid-p)');
  });

  it('pairs by seed, whatever the order, and leaves out seeds that only one has', async () => {
    const text = await words(
      { seed: 2, score: 0.9 },
      { seed: 1, score: 0.74 },
      { seed: 0, score: 0.7 },
      { method: 'singlora', seed: 0, score: 0.71 },
      { method: 'singlora', seed: 1, score: 0.73 },
    );
    expect(text).toContain(
      'SingLoRA − LoRA: 0.00 points (95% −12.71 to +12.71), 2 seeds; no verdict',
    );
  });

  it('counts the newest of runs that were made twice', async () => {
    const text = await words({ score: 0.8 }, { score: 0.7 });
    expect(text).toContain('LoRA 80.0% ± 1.0 1 (0)');
    expect(text).not.toContain('70.0%');
  });

  it('shows every metric on every split', async () => {
    const text = await words(
      ...runsOf('stsb', { lora: [0.8] }, { config: { metrics: ['pearson', 'spearman'] } }),
    );
    expect(text).toContain('Pearson ↑ ± s.e. Spearman ↑ ± s.e.');
    expect(text).toContain('LoRA 80.0 ± 1.0 70.0 ± 1.0');
    const mismatched = 'validation_mismatched';
    const summary = {
      [`${mismatched}/accuracy`]: 0.7,
      [`${mismatched}/accuracy/standardError`]: 0.01,
      [`${mismatched}/rows`]: 2000,
    };
    expect(await words({ summary })).toContain('Accuracy ↑ dev mismatched, ± s.e.');
  });

  it('counts seeds that diverged as the most frequent answer, and names them', async () => {
    const text = await words(
      { score: 0.7 },
      { seed: 1, score: NaN },
      { method: 'dora', score: NaN },
    );
    expect(text).toContain('LoRA 52.5% ± 17.5 2 (0, 1; 1 diverged)');
    expect(text).toContain('DoRA 35.0% ± – 1 (0; 0 diverged)');
    expect(text).toContain('Training diverged: LoRA (1 of 2 seeds) and DoRA (1 of 1 seed).');
  });

  it('has nothing to show where every run diverged', async () => {
    expect(await words({ score: NaN })).toContain('No run has finished with a result yet');
  });
});

describe('the whole suite', () => {
  const suite = [
    ...runsOf('rte', {
      lora: [0.6, 0.61, 0.6, 0.61, 0.6],
      singlora: [0.66, 0.671, 0.662, 0.67, 0.66],
    }),
    ...runsOf(
      'cola',
      { lora: [0.4, 0.41], singlora: [0.41, 0.4] },
      { config: { metrics: ['matthews'] } },
    ),
    ...mnli({
      lora: [0.7, 0.71, 0.72, 0.7, 0.71],
      singlora: [0.6, 0.612, 0.62, 0.6, 0.611],
      dora: [0.7, 0.72, 0.73, 0.7, 0.71],
    }),
  ];

  it('shows what was found on each task, which decides nothing without a plan', async () => {
    const page = await pageOf(...suite);
    const foundOn = (task: string) =>
      /SingLoRA − LoRA (\S+) \S+ to \S+ (no verdict)/
        .exec(wordsOf(page.split(`<h3 id="${task}">`)[1] ?? ''))
        ?.slice(1);
    expect(foundOn('cola')).toEqual(['0.00', 'no verdict']);
    expect(foundOn('mnli')).toEqual(['−9.94', 'no verdict']);
    expect(foundOn('rte')).toEqual(['+6.06', 'no verdict']);
  });
});

describe('the search for learning rates', () => {
  const search = {
    rates: [1e-3, 3e-3],
    seeds: [0],
    holdoutRows: 500,
    trialRows: 'rest',
    wider: false,
  };
  const trial = (method: string, learningRate: number, score: number): Change => ({
    method,
    score,
    config: { search, learningRate, purpose: 'trial' },
    summary: { 'holdout/rows': 500 },
  });
  const result = (method: string, learningRate: number, score: number): Change => ({
    method,
    score,
    config: { search, learningRate },
  });
  const found = [
    trial('lora', 1e-3, 0.91),
    trial('lora', 3e-3, 0.92),
    trial('singlora', 1e-3, 0.95),
    result('lora', 3e-3, 0.7),
    result('singlora', 1e-3, 0.71),
  ];

  it('shows trials beside the results that they serve, and never as results', async () => {
    const text = await words(...found, trial('singlora', 3e-3, 0.94));
    expect(text).toContain('The search for a learning rate');
    expect(text).toContain('LoRA 3e-3 92.0% ± 1.0 1e-3: 91.0%, 3e-3: 92.0% 2');
    expect(text).toContain('3e-3 best of 2');
    const [before] = text.split('The search for a learning rate');
    for (const held of ['91.0', '92.0', '95.0']) expect(before).not.toContain(held);
    expect(text).not.toContain('Not a fair search');
  });

  it('warns where the methods did not have as many trials each', async () => {
    expect(await words(...found)).toContain(
      'Not a fair search The methods did not have the same number of trials: LoRA 2 and SingLoRA 1.',
    );
  });

  it('says where the best rate lies at the edge of what was tried', async () => {
    expect(await words(...found, trial('singlora', 3e-3, 0.94))).toContain(
      'The chosen rate of LoRA and SingLoRA is the lowest or the highest that was tried',
    );
  });
});

describe('honesty', () => {
  it('names stand-ins beside the result and bounds what it says', async () => {
    const assets = [model, dataset].map(({ standIn: _, ...asset }) => asset);
    const text = await words(...mnli({ lora: [0.7], singlora: [0.7] }, { assets }));
    expect(text).toContain(
      'Stand-in model all-MiniLM-L6-v2 stands in for the paper’s RoBERTa-base:',
    );
    expect(text).toContain('Part of the rows 128 of MNLI’s 392,702 training rows.');
    expect(text).toContain('with all-MiniLM-L6-v2: stand-in model, part of the rows');
  });

  it('lets a record say itself what its model stands in for', async () => {
    const standIn = 'Another stands in for LLaMA-7B: a 4-bit quantised GGUF.';
    const text = await words({ assets: [{ ...model, standIn }, dataset] });
    expect(text).toContain(`Stand-in model ${standIn}`);
  });

  it.each([
    ['as recorded', 'model.gguf', 'Q6_K', 'Q6_K'],
    ['by the file’s name in older records', 'Another.Q4_1.gguf', undefined, 'Q4_1'],
    ['by the file’s name in older records', 'another-iq2_xs.gguf', undefined, 'iq2_xs'],
    ['of none', 'another.f16.gguf', undefined, undefined],
    ['of none', 'model.safetensors', undefined, undefined],
  ])('tells quantised weights %s: %s', async (_, file, recorded, told) => {
    const asset = {
      ...model,
      sha256: { [file]: 'cafe' },
      ...(recorded && { quantised: recorded }),
    };
    const text = await words({ assets: [asset, dataset] });
    const [, quantised] = /Quantised weights .* of a file quantised to (\w+)/.exec(text) ?? [];
    expect(quantised).toBe(told);
  });

  it('names built-in rows in the verdict and the badge, and puts them last', async () => {
    const builtIn = {
      assets: [model, { ...dataset, source: 'built-in', sha256: { rows: 'cafe' } }],
    };
    const text = await words({ score: 0.9, ...builtIn });
    expect(text).toContain(
      'Built-in rows The rows are sentence pairs of this project’s own making',
    );
    const mixed = await words({ score: 0.9, ...builtIn }, { score: 0.6 });
    expect(mixed).toMatch(
      /LoRA 60\.0% .* 1 other setting of another length, .* 128 built-in training rows, preset laptop/,
    );
  });

  it('puts smoke runs last and calls them so', async () => {
    const smoke: Change = { score: 0.9, config: { preset: 'smoke' }, summary: { trainRows: 9999 } };
    expect(await words(smoke)).toContain('Smoke A smoke run: a few steps');
    expect(await words(smoke, { score: 0.6 })).toMatch(/LoRA 60\.0% .* 1 other .* LoRA 90\.0%/);
  });

  it('says when nothing was learned', async () => {
    const low = 'Not clearly above always giving the most frequent answer:';
    expect(await words({ score: 0.36 })).toContain(`${low} LoRA.`);
    expect(await words(...mnli({ lora: [0.7], singlora: [0.36] }))).toContain(`${low} SingLoRA.`);
    expect(await words({ score: 0.7 })).not.toContain(low);
  });

  it('makes no such reservations for the paper’s own model and rows', async () => {
    const page = await pageOf(
      { ...atPaperScale, score: 0.86 },
      { ...atPaperScale, method: 'singlora', score: 0.87 },
    );
    expect(wordsOf(page)).toContain('Model my-model RoBERTa-base same');
    expect(page).not.toContain('class="badge"');
  });

  it('says that LoRA+’s own code adapts other modules', async () => {
    const text = await words(...mnli({ lora: [0.7], 'lora+': [0.7] }));
    expect(text).toContain(
      'Targets, LoRA+ query, value query, key in its own code; query, value in LoRA’s paper and here differs',
    );
  });

  it('takes no model for the paper’s by what it is called', async () => {
    const { standIn: _named, ...other } = model;
    const called = { config: { model: 'FacebookAI/roberta-base' }, assets: [other, dataset] };
    const text = await words(...mnli({ lora: [0.7], singlora: [0.7] }, called));
    expect(text).toContain(
      'roberta-base stands in for the paper’s RoBERTa-base: the SHA-256 of its weights',
    );
    expect(text).toContain(
      'Model roberta-base RoBERTa-base differs: its weights are none that are known',
    );
  });

  it('sets runs of a preset about another of the paper’s models beside that one', async () => {
    const text = await words({ config: { preset: 'table-1-gpt2' }, score: 0.7 });
    expect(text).toContain('Training here and in the paper (GPT-2 on GLUE)');
  });

  it('never puts the paper’s numbers into a table of ours', async () => {
    const page = await pageOf(...mnli({ lora: [0.7], singlora: [0.7] }));
    const tables = page.match(/<table>[^]*?<\/table>/g) ?? [];
    const results = tables.filter((table) => table.includes('70.0'));
    expect(results.length).toBeGreaterThan(0);
    for (const table of results) expect(table).not.toMatch(/85\.6|86\.5/);
    expect(
      tables.filter((table) => table.includes('85.6%') && !table.includes('70.0')),
    ).not.toEqual([]);
  });

  it('says where the paper has no number', async () => {
    expect(await words(...runsOf('rte', { lora: [0.7] }))).toContain(
      'The paper has no number for RTE.',
    );
  });

  it('tells of predictions that cannot be used', async () => {
    const page = await htmlBy(gluePage, {
      runs: [
        {
          ...makeRun(),
          predictions: {
            read: () => undefined,
            problem: 'Run 1: <file> is not what was recorded',
          },
        },
      ],
    });
    expect(wordsOf(page)).toContain('The predictions of 1 run cannot be used');
    expect(page).toContain('&lt;file&gt; is not what was recorded');
  });
});

describe('settings and variants', () => {
  it('does not pool runs of other rows, lengths or models', async () => {
    const text = await words(
      { score: 0.7 },
      { seed: 1, score: 0.8, config: { trainRows: 100 }, summary: { trainRows: 100 } },
      { seed: 2, score: 0.9, assets: [{ ...model, sha256: { weights: 'other' } }, dataset] },
    );
    expect(text).not.toContain('3 (0, 1, 2)');
    for (const score of ['70.0%', '80.0%', '90.0%']) expect(text).toContain(`LoRA ${score} ± 1.0`);
  });

  it('tells variants of a method apart by what differs', async () => {
    const text = await words(
      { score: 0.7 },
      { method: 'singlora', score: 0.71, config: { learningRate: 1e-3 } },
      {
        method: 'singlora',
        score: 0.72,
        config: { learningRate: 3e-3, adapter: { r: 16, lora_alpha: 16 } },
      },
    );
    expect(text).toContain('SingLoRA, r 8, lr 1e-3 71.0%');
    expect(text).toContain('SingLoRA, r 16, lr 3e-3 72.0%');
  });

  it('marks where the protocol differs from the paper’s', async () => {
    const page = await pageOf({ score: 0.7, config: { optimiser: { epsilon: 1e-6 } } });
    const row = (title: string) =>
      new RegExp(`<tr( class="marked")?><th[^>]*><span>${title}<`).exec(page)?.[1];
    expect(row('Epsilon')).toBeDefined();
    expect(row('Betas')).toBeUndefined();
    expect(row('Rate, LoRA')).toBeDefined();
    expect(row('Weight decay')).toBeUndefined();
  });

  it('says of what the paper leaves open what LoRA+’s code has, and why runs as it asks differ', async () => {
    const asked = {
      batches: 'shuffled',
      head: 'output',
      dropout: 'model',
      precision: 'bfloat16',
      adapter: { lora_dropout: 0.1, ramp: { steps: 1000 } },
      optimiser: { weightDecay: 0 },
    };
    const text = await words({ method: 'singlora', score: 0.7, config: asked });
    for (const row of [
      'Batches shuffled not stated; shuffled in LoRA+’s code same',
      'Head output not stated; output in LoRA+’s code same',
      'Dropout model not stated; model in LoRA+’s code same',
      'Weight decay 0 not stated; 0 in LoRA+’s code same',
      'Ramp 1,000 steps T = 1,000 steps in the body, 1% of the steps in the appendix',
      'float16 differs: processors have no 16-bit floats but bfloat16',
    ]) {
      expect(text).toContain(row);
    }
    // Runs from before these settings existed.
    const before = await words({ score: 0.7 });
    expect(before).toContain('Batches grouped');
    expect(before).toContain('Head whole');
  });

  it('says of LLaMA’s rates what its figure and LoRA+’s code have', async () => {
    const learningRate = 1e-4;
    const adapter = { lora_alpha: 16 };
    const text = await words(
      { experiment: 'llama-mnli', config: { adapter, learningRate }, score: 0.7 },
      {
        experiment: 'llama-mnli',
        method: 'lora+',
        config: { adapter: { ...adapter, loraplus_lr_ratio: 4 }, learningRate },
      },
    );
    expect(text).toContain('Rate, LoRA 1e-4 not stated; figure 2 has 5e-5 to 1e-4');
    expect(text).toContain('LoRA+’s code tries A up to 1e-4 and B up to 4e-4');
    expect(text).toMatch(/Seeds 1 not stated –/);
  });

  it('compares with the protocol of the paper’s model and task', async () => {
    const llama = await pageOf({
      experiment: 'llama-mnli',
      config: { adapter: { lora_alpha: 16 }, epochs: 3 },
    });
    expect(llama).toContain('Training here and in the paper (LLaMA-7B on GLUE)');
    expect(llama).toMatch(/class="marked"><th[^>]*><span>Epochs</);
    const sst2 = await words(...runsOf('sst2', { lora: [0.9] }));
    expect(sst2).toContain('Epochs 1 10 differs');
  });

  it('shows methods, tasks and metrics that it does not know', async () => {
    const text = await words({
      method: 'new-method',
      config: { task: 'other', metrics: ['bleu'] },
    });
    expect(text).toContain('The paper does not have the task other.');
    expect(text).toContain('new-method 70.0');
  });

  it('leaves out runs of other experiments', async () => {
    expect(await words({ config: { task: undefined } })).toContain('No run is recorded yet.');
  });
});

describe('the paper’s claims', () => {
  const claim = (text: string, says: string) =>
    text.slice(text.indexOf(says), text.indexOf(says) + 700);

  it('are undecided outside a plan, and not yet measured where nothing is recorded', async () => {
    const scores = (by: number) => [0.7, 0.71, 0.72, 0.7, 0.71].map((score) => score + by);
    const text = await words(...mnli({ lora: scores(0), singlora: scores(0.1) }));
    expect(claim(text, 'MNLI with RoBERTa-base: SingLoRA (86.5%) is above LoRA (85.6%)')).toContain(
      'Paper: table 1 ◌ undecided in a stand-in with all-MiniLM-L6-v2: stand-in model, part of the rows, part of the dev rows, other settings SingLoRA − LoRA: +10.00 points (95% +10.00 to +10.00), 5 seeds; no verdict (no plan settles this claim by it)',
    );
    expect(claim(text, 'QNLI with RoBERTa-base')).toContain('not yet measured');
    expect(claim(text, 'Over the tasks, SingLoRA is above')).toContain('not yet measured');
  });

  it('count parameters by definition', async () => {
    const text = await words(...mnli({ lora: [0.7], singlora: [0.7] }));
    expect(claim(text, 'SingLoRA halves the parameters of LoRA.')).toContain(
      'derived: holds only if the adapted matrices are square, as in RoBERTa-base',
    );
    expect(text).toContain('GPT-2: 884,736 of 1,179,648 LLaMA-7B: 12,648,448 of 19,988,480');
  });
});

it('escapes hostile names wherever they appear', async () => {
  const page = await shown({
    method: hostile,
    config: {
      task: hostile,
      metrics: [hostile],
      model: hostile,
      preset: hostile,
      adapter: { target_modules: [hostile], init: { dist: hostile, fan: hostile } },
    },
    assets: [
      { ...model, id: hostile, origin: hostile, standIn: hostile, sha256: { [hostile]: hostile } },
    ],
  });
  expect(hostileTags(page)).toEqual([]);
  expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page.markdown).toContain('<img src=x onerror=alert(1)>');
});

it('draws curves where training diverged, without what is not a number', async () => {
  const losses = Array.from({ length: 60 }, (_, step) => (step > 40 ? NaN : 2 - step / 40));
  const page = await pageOf({ losses });
  const specs = specsOf(page);
  // The score and the loss.
  expect(specs).toHaveLength(2);
  expect(specs.join('')).not.toMatch(/"(value|smooth)":null/);
});

it('is the same page for the same records', async () => {
  const input = {
    runs: [...predicting('lora', [60, 61]), ...predicting('singlora', [70, 71])].map(makeRun),
  };
  expect(await htmlBy(gluePage, input)).toBe(await htmlBy(gluePage, input));
});

it('stays small with the whole suite', async () => {
  const losses = Array.from({ length: 1000 }, (_, step) => 1 + Math.sin(step));
  const runs = ['cola', 'sst2', 'mrpc', 'stsb', 'qqp', 'mnli', 'qnli', 'rte'].flatMap((task) =>
    runsOf(
      task,
      Object.fromEntries(
        ['lora', 'singlora', 'dora', 'lora+'].map((method) => [method, [0.7, 0.71, 0.72]]),
      ),
      { losses },
    ),
  );
  expect((await pageOf(...runs)).length).toBeLessThan(2_500_000);
});

it('names runs of another version of this project, and shows the others', async () => {
  const page = await words({}, { seed: 1, config: { ...makeRun().record.config, version: 2 } });
  expect(page).toMatch(/1 run of another version of this project is not shown/);
  expect(page).toMatch(
    /Run run\d+ of mnli was recorded by another version .*version: 2, and only 3 is read/,
  );
});
