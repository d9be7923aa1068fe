import { plannedRates } from '@singlora/records';
import { describe, expect, it } from 'vitest';
import ablationsPage from './ablations.page.ts';
import { htmlBy, wordsOf, specsOf } from './page-text.test.support.ts';
import {
  answers,
  atPaperScale,
  makeRun,
  model,
  type Change,
} from '../lab/comparison/src/recorded.test.support.ts';

const pageOf = (...runs: readonly Change[]) =>
  htmlBy(ablationsPage, {
    runs: runs.map(makeRun),
  });
const words = async (...runs: readonly Change[]) => wordsOf(await pageOf(...runs));

const says = {
  rates: 'SingLoRA’s score depends less on the learning rate than LoRA’s',
  ramp: 'The length of the ramp makes no difference',
  rank: 'At the same rank, with fewer parameters, SingLoRA scores no lower than LoRA on one task.',
  fan: 'The fan of A’s “Kaiming” start',
  start: 'A start whose update is zero does without the ramp',
};

/** The ledger's words on a claim. */
const claim = (text: string, of: keyof typeof says) => {
  const start = text.indexOf(says[of]);
  return text.slice(start, text.indexOf('npx nx run', start));
};

/** The same scores for several seeds, with a small spread. */
const seeds = (score: number, given: Change): Change[] =>
  Array.from({ length: 5 }, (_, seed) => ({
    ...given,
    seed,
    score: score + 0.001 * ((seed * 7) % 3),
  }));

it('says how to begin where nothing is measured', async () => {
  const page = await pageOf();
  expect(wordsOf(page)).toContain('Nothing is measured yet.');
  for (const name of ['lr-sensitivity', 'ramp', 'rank', 'init-fan', 'start'])
    expect(page).toContain(`npx nx run experiments:${name}`);
  expect(page).not.toContain('id="claims"');
});

it('says of each part whether it is measured, and shows no run of another experiment', async () => {
  const text = await words(
    ...seeds(0.7, { experiment: 'rank' }),
    ...seeds(0.9, { experiment: 'mnli' }),
  );
  expect(text).toContain('Of 4 claims: 4 not yet measured.');
  expect(text).toContain('Not measured yet. This command does it: npx nx run experiments:ramp');
  expect(text).not.toContain('90.1%');
});

describe('learning rates', () => {
  /** Seeds with a small spread around each rate's and method's score; with `right` of a hundred rows right. */
  const at = (method: string, scores: Readonly<Record<string, number>>, n = 5): Change[] =>
    Object.entries(scores).flatMap(([rate, score], place) =>
      Array.from({ length: n }, (_, seed) => ({
        experiment: 'lr-sensitivity',
        method,
        seed,
        score: score + 0.002 * Math.sin(7 * seed + place + method.length),
        config: { learningRate: Number(rate) },
        predicted: answers(
          Math.round(100 * (score || 0.35)) + ((3 * seed + place + method.length) % 4),
          seed,
        ),
      })),
    );
  const robust = at('singlora', { 5e-5: 0.7, 1e-4: 0.71, 1e-3: 0.7 });
  const fragile = at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: 0.4 });
  const unpredicted = (run: Change): Change => {
    const { predicted: _, ...rest } = run;
    return rest;
  };

  it('finds the claim where the one moves less than the other, over each range', async () => {
    const text = await words(...robust, ...fragile);
    expect(claim(text, 'rates')).toContain(
      'seen in a stand-in with all-MiniLM-L6-v2: stand-in model',
    );
    expect(claim(text, 'rates')).toMatch(
      /Spread of LoRA − SingLoRA over the paper’s rates, 5e-5 to 1e-4: \+(8|9)\.\d+ points \(95% \+\d\S* to \+\d\S*\), 5 seeds; higher/,
    );
  });

  // Without predictions all three ranges are equal: scipy.stats.t.isf(0.05 / 3 / 2, 4) = 3.96083
  it.each([
    [3.95, 'MNLI ◌ undecided in a stand-in'],
    [3.97, 'only for the paper’s rates'],
    [-3.97, 'not seen in a stand-in for the paper’s rates'],
  ])('judges at one in twenty over three ranges: %s standard errors are %s', async (t, finding) => {
    const [flat, steep] = t > 0 ? ['singlora', 'lora'] : ['lora', 'singlora'];
    // Five seeds 0.1 higher on average: the standard error is √(10 / 4 / 5) times their spacing.
    const apart = 0.1 / Math.abs(t) / Math.sqrt(0.5);
    const runs = [0.6, 0.7].flatMap((low, place) =>
      [0, 1, 2, 3, 4].flatMap((seed): Change[] => {
        const run = {
          experiment: 'lr-sensitivity',
          seed,
          config: { learningRate: place ? 1e-4 : 5e-5 },
        };
        const score = place ? low : low + apart * (seed - 2);
        return [
          { ...run, method: flat, score: 0.7 },
          { ...run, method: steep, score },
        ];
      }),
    );
    const text = claim(await words(...runs), 'rates');
    expect(text).toContain(finding);
  });

  const rangeVerdict = (text: string) =>
    /SingLoRA ÷ LoRA \S+ \S+ to \S+ (.*)/.exec(text)?.[1] ?? '';
  const steady = { 5e-5: 0.7, 1e-4: 0.705, 1e-3: 0.7 };
  const peaked = { 5e-5: 0.6, 1e-4: 0.7, 1e-3: 0.4 };
  it.each([
    [/^wider/, steady, peaked, 5],
    [/^narrower/, peaked, steady, 5],
    [/^undecided/, peaked, peaked, 5],
    [/^undecided 4 of 5 seeds needed/, steady, peaked, 4],
    [/^undecided the narrower range ends/, steady, { ...peaked, 5e-5: 0.7 }, 5],
  ])('says that the range of good rates is %s', async (verdict, own, other, n) => {
    const text = await words(...at('singlora', own, n), ...at('lora', other, n));
    expect(rangeVerdict(text)).toMatch(verdict);
  });

  it('decides no range before all runs of its plan are recorded', async () => {
    const { rates, seeds: planned } = plannedRates.decoder;
    const curve = (...scores: number[]) =>
      Object.fromEntries(rates.map((rate, place) => [rate, scores[place] ?? 0.7]));
    const runs = [
      ...at('singlora', curve(0.6, 0.7, 0.7, 0.7, 0.7, 0.6)),
      ...at('lora', curve(0.6, 0.65, 0.7, 0.65, 0.6, 0.6)),
    ].map((run) => ({
      ...run,
      seed: planned[Number(run.seed)]!,
      config: { ...run.config, preset: 'decoder' },
    }));
    expect(rangeVerdict(await words(...runs))).toMatch(/^wider/);
    expect(rangeVerdict(await words(...runs.slice(0, -5)))).toMatch(
      /^undecided 55 of 60 planned runs are recorded/,
    );
  });

  it('leaves it open with fewer than five seeds, and unmeasured in a smoke run', async () => {
    const few = await words(
      ...at('singlora', { 5e-5: 0.7, 1e-4: 0.71 }, 4),
      ...at('lora', { 5e-5: 0.6, 1e-4: 0.7 }, 4),
    );
    expect(claim(few, 'rates')).toContain('undecided');
    expect(claim(few, 'rates')).toContain('no verdict (4 of 5 seeds needed)');
    const smoke = [...robust, ...fragile].map((run) => ({
      ...run,
      config: { ...run.config, preset: 'smoke' },
    }));
    expect(claim(await words(...smoke), 'rates')).toContain('not yet measured');
  });

  it('leaves it open where one of the two was trained otherwise', async () => {
    const otherwise = fragile.map((run) => ({
      ...run,
      config: { ...run.config, adapter: { lora_alpha: 800 }, schedule: 'constant' },
    }));
    const found = claim(await words(...robust, ...otherwise), 'rates');
    expect(found).toContain('undecided');
    expect(found).toContain('no verdict (they differ in schedule and alpha/r)');
  });

  it('never calls a method at the floor less sensitive', async () => {
    const flat = await words(...at('singlora', { 5e-5: 0.35, 1e-4: 0.35, 1e-3: 0.35 }), ...fragile);
    expect(claim(flat, 'rates')).toContain('undecided');
    expect(claim(flat, 'rates')).toContain('SingLoRA learned at no rate');
    // Flat where it did not learn, and better elsewhere: the flat range does not count.
    const late = await words(
      ...at('singlora', { 5e-5: 0.35, 1e-4: 0.35, 1e-3: 0.7 }),
      ...at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: 0.7 }),
    );
    expect(claim(late, 'rates')).toContain('the flatter of the two is at the floor in part');
    expect(claim(late, 'rates')).not.toContain('only for the paper’s rates');
  });

  it('chooses the best rate on other rows than it scores', async () => {
    expect(await words(...robust, ...fragile)).toContain(
      'The best rate is chosen on the scored rows of even index',
    );
    const blind = await words(...[...robust, ...fragile].map(unpredicted));
    expect(claim(blind, 'rates')).toContain(
      'no verdict (the best rate was chosen on the rows that it is scored on)',
    );
    expect(claim(blind, 'rates')).toContain('undecided for a factor of two around');
  });

  it('counts a run that diverged as the most frequent answer', async () => {
    const text = await words(...robust, ...at('lora', { 5e-5: 0.7, 1e-4: 0.7, 1e-3: NaN }));
    expect(text).toMatch(/over all rates, 5e-5 to 1e-3: \+3\d\.\d+ points/);
    expect(text).toMatch(/1e-3 35\.0% ± 0\.0, 5 diverged (69|70)\.\d%/);
    expect(text).toContain('Training diverged: LoRA, lr 1e-3 (5 of 5 seeds).');
  });

  it('draws a line a method', async () => {
    const page = await pageOf(...robust, ...at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: NaN }));
    const own = page.indexOf('<figure class="chart" id="lr-sensitivity-1-rates">');
    const [spec] = specsOf(page.slice(own));
    expect(spec).toContain('"text":"SingLoRA"');
    expect(spec).not.toContain('"y":null,');
  });
});

describe('the ramp', () => {
  const share = (fraction: number) => ({ adapter: { ramp: fraction ? { fraction } : 'none' } });
  const at = (fraction: number, right: number): Change[] =>
    Array.from({ length: 5 }, (_, seed) => ({
      experiment: 'ramp',
      method: 'singlora',
      seed,
      score: right / 100,
      config: share(fraction),
      predicted: answers(right, seed),
    }));

  it('makes no difference where intervals lie within a point', async () => {
    const text = await words(
      ...[0, 0.005, 0.01, 0.08].flatMap((fraction) =>
        seeds(0.7, { experiment: 'ramp', method: 'singlora', config: share(fraction) }),
      ),
    );
    expect(claim(text, 'ramp')).toContain('seen in a stand-in');
    expect(claim(text, 'ramp')).toContain(
      'SingLoRA: no ramp − ramp 1%: 0.00 points (95% 0.00 to 0.00), 5 seeds',
    );
  });

  it('is judged by the lengths of the paper’s figure, not by training without one', async () => {
    const alike = [0.005, 0.01, 0.08].flatMap((fraction) => at(fraction, 70));
    expect(claim(await words(...alike, ...at(0, 40)), 'ramp')).toMatch(/● seen in a stand-in with/);
    expect(claim(await words(...alike, ...at(0.5, 40)), 'ramp')).toMatch(
      /● seen in a stand-in with/,
    );
  });

  it('places a length in steps by its share of them', async () => {
    const text = await words(
      ...[{ fraction: 0.01 }, { fraction: 0.08 }, { steps: 3 }].flatMap((ramp) =>
        seeds(0.7, {
          experiment: 'ramp',
          method: 'singlora',
          config: { adapter: { ramp } },
          summary: { steps: 60 },
        }),
      ),
    );
    expect(text).toContain('SingLoRA, ramp 3 steps');
    expect(text).toMatch(/1% of the steps .* 5% of the steps .* 8% of the steps/);
  });

  it('makes one where it is told apart, and is open where intervals are wide', async () => {
    const text = await words(...at(0.01, 70), ...at(0.02, 69), ...at(0.08, 40));
    expect(claim(text, 'ramp')).toContain('undecided');
    expect(claim(await words(...at(0.01, 70), ...at(0.08, 40)), 'ramp')).toContain(
      'not seen in a stand-in',
    );
  });

  it('decides nothing without 1% to compare with', async () => {
    expect(claim(await words(...at(0.02, 70), ...at(0.04, 70)), 'ramp')).toContain(
      'not yet measured',
    );
  });
});

describe('rank', () => {
  const at = (method: string, rank: number, score: number): Change[] =>
    seeds(score, {
      experiment: 'rank',
      method,
      config: { adapter: { r: rank, lora_alpha: rank } },
      summary: { adapterParameters: rank * (method === 'lora' ? 200 : 100) },
    });

  it('compares at equal rank and at equal parameters, and judges by rank', async () => {
    const text = await words(
      ...at('lora', 4, 0.7),
      ...at('lora', 8, 0.72),
      ...at('singlora', 8, 0.75),
      ...at('singlora', 4, 0.6).map((run, i) => ({ ...run, score: 0.6 + 0.003 * (i % 3) })),
    );
    expect(claim(text, 'rank')).toContain('SingLoRA, r 8 − LoRA, r 4: +5.00 points');
    expect(claim(text, 'rank')).toContain(
      'SingLoRA, r 4 − LoRA, r 4: −9.84 points (95% −10.05 to −9.63), 5 seeds; lower',
    );
    expect(text).toContain('At equal parameters (within 5%)');
  });

  it('says where no two are equally large', async () => {
    const text = await words(...at('lora', 4, 0.7), ...at('singlora', 4, 0.7));
    expect(text).toContain('No two of these adapters have equally many parameters.');
    expect(claim(text, 'rank')).toContain('seen in a stand-in');
  });
});

describe('the start of A', () => {
  const at = (fan: string, learningRate: number, scores: readonly number[]): Change[] =>
    scores.map((score, seed) => ({
      experiment: 'init-fan',
      method: 'singlora',
      seed,
      score,
      config: {
        adapter: { init: { dist: 'normal', fan } },
        learningRate,
        search: {
          rates: [1e-3, 3e-3],
          seeds: [0],
          holdoutRows: 500,
          trialRows: 'rest',
          wider: false,
        },
      },
      summary: { trainRows: 20_000 },
    }));

  /** One trial per rate, with the highest score at `best`. */
  const trialsOf = (fan: string, best: number): Change[] =>
    [1e-3, 3e-3].flatMap((rate) =>
      at(fan, rate, [rate === best ? 0.7 : 0.6]).map((change) => ({
        ...change,
        config: { ...change.config, purpose: 'trial' },
        summary: { trainRows: 1000 },
      })),
    );

  it('matters where the fans are told apart', async () => {
    const runs = [
      ...at('width', 3e-3, [0.7, 0.71, 0.72, 0.7, 0.71]),
      ...at('rank', 1e-3, [0.6, 0.611, 0.621, 0.6, 0.611]),
    ];
    const untried = claim(await words(...runs), 'fan');
    expect(untried).toContain('undecided');
    expect(untried).toContain('the trials of its rate are not recorded');
    const text = await words(...runs, ...trialsOf('width', 3e-3), ...trialsOf('rank', 1e-3));
    expect(claim(text, 'fan')).toContain('not seen in a stand-in');
    expect(claim(text, 'fan')).toContain(
      'SingLoRA: fan = rank, lr 1e-3 − fan = width, lr 3e-3: −9.9',
    );
    expect(text).toMatch(/fan = rank, lr 1e-3 1e-3 70\.0% ± 1\.0 1e-3: 70\.0%, 3e-3: 60\.0% 2/);
  });
});

describe('starts without a ramp', () => {
  const random = { dist: 'uniform', fan: 'width' };
  const short = { fraction: 0.01 };
  const at = (method: string, init: object, ramp: object | 'none', score: number): Change[] =>
    seeds(score, { experiment: 'start', method, config: { adapter: { init, ramp } } }).map(
      (run) => ({
        ...run,
        score: (run.score ?? NaN) + 0.002 * Math.sin(7 * (run.seed ?? 0) + 100 * score),
      }),
    );
  const withRamp = [
    ...at('singlora', random, short, 0.7),
    ...at('signed-singlora', random, short, 0.7),
  ];

  it('serve where they are no lower than the random one with it, method by method', async () => {
    const text = await words(
      ...withRamp,
      ...at('singlora', { dist: 'principal' }, 'none', 0.71),
      ...at('signed-singlora', { dist: 'paired', fan: 'width' }, 'none', 0.72),
      ...at('singlora', random, 'none', 0.5),
    );
    expect(claim(text, 'start')).toContain('● seen in a stand-in');
    expect(claim(text, 'start')).not.toMatch(/Paper:|reproduced|only if/);
    expect(text).toContain('What we ask, not the paper');
    expect(claim(text, 'start')).toMatch(
      /SingLoRA: no ramp, principal start − ramp 1%, fan = width: \+/,
    );
    expect(claim(text, 'start')).toMatch(
      /Signed SingLoRA: no ramp, paired start − ramp 1%, fan = width: \+/,
    );
    // The random start without a ramp is shown next to them, but decides nothing.
    expect(claim(text, 'start')).toMatch(
      /SingLoRA: no ramp, fan = width − ramp 1%, fan = width: −19\.9\d/,
    );
  });

  it('names the one that is lower', async () => {
    const text = await words(
      ...withRamp,
      ...at('singlora', { dist: 'principal' }, 'none', 0.65),
      ...at('signed-singlora', { dist: 'paired', fan: 'width' }, 'none', 0.7),
    );
    expect(claim(text, 'start')).toContain('only for the start paired');
  });
});

describe('the words of a verdict', () => {
  const paper: Change = { ...atPaperScale, experiment: 'ramp', method: 'singlora' };
  /** Runs with the paper's ramps of 1% and 8% of the steps, with these numbers of rows in a hundred right. */
  const ramps = (short: number, long: number, change: Change = {}): Change[] =>
    [short, long].flatMap((right, at) =>
      seeds(right / 100, {
        ...paper,
        ...change,
        config: {
          ...paper.config,
          ...change.config,
          adapter: { ...atPaperScale.config.adapter, ramp: { fraction: at === 0 ? 0.01 : 0.08 } },
        },
        summary: { ...paper.summary, ...change.summary },
      }).map((run, seed) => ({ ...run, predicted: answers(right + (seed % 2), seed) })),
    );
  const alike = (change: Change) => ramps(70, 70, change);
  const apart = (change: Change) => ramps(70, 40, change);
  const open = (change: Change) => ramps(70, 69, change);
  const smaller: Change = { assets: [model, ...atPaperScale.assets.slice(1)] };

  it.each<[string, Change[], string]>([
    ['alike in the paper’s own', alike({}), '■ reproduced'],
    ['apart in the paper’s own', apart({}), '□ not reproduced'],
    ['open in the paper’s own', open({}), '▨ undecided'],
    ['alike in a stand-in', alike(smaller), '● seen in a stand-in'],
    ['apart in a stand-in', apart(smaller), '○ not seen in a stand-in'],
    ['open in a stand-in', open(smaller), '◌ undecided in a stand-in'],
    ['fewer rows', alike({ summary: { trainRows: 392_701 } }), '● seen in a stand-in'],
    ['fewer layers', alike({ config: { adaptLayers: 2 } }), '● seen in a stand-in'],
    ['other settings', alike({ config: { epochs: 2 } }), '● seen in a stand-in'],
    [
      'quantised weights',
      alike({
        assets: atPaperScale.assets.map((asset) =>
          asset.kind === 'model' ? { ...asset, quantised: 'Q4_0' } : asset,
        ),
      }),
      '● seen in a stand-in',
    ],
    [
      'the paper’s own before a stand-in, which has more rows',
      [...apart({ ...smaller, summary: { trainRows: 400_000 } }), ...alike({})],
      '■ reproduced',
    ],
  ])('%s', async (_, runs, words_) => {
    expect(claim(await words(...runs), 'ramp')).toMatch(
      new RegExp(`Paper: figure 4, RoBERTa-base ${words_}(?! in a| only)`),
    );
  });

  it('explains every mark in a line', async () => {
    expect(await words(...alike({}))).toContain('Squares: the paper’s own model, data, method');
  });
});
