import { describe, expect, it } from 'vitest';
import ablationsPage from './ablations.page.ts';
import { usualLimits } from './limits.ts';
import { htmlOf, withoutScripts, wordsOf } from './page-text.test.support.ts';
import { answers, makeRun, type Change } from './recorded.test.support.ts';

const pageOf = (...runs: readonly Change[]) =>
  htmlOf(ablationsPage, { runs: runs.map(makeRun), damaged: [], limits: usualLimits });
const words = async (...runs: readonly Change[]) => wordsOf(await pageOf(...runs));

const says = {
  rates: 'The score of SingLoRA depends less on the learning rate than that of LoRA',
  ramp: 'The length of the ramp makes no difference',
  rank: 'At the same rank, and so with fewer parameters, SingLoRA scores no lower than LoRA.',
  fan: 'A is started as “Kaiming”',
};

/** What the ledger says of a claim. */
const claim = (text: string, of: keyof typeof says) => {
  const start = text.indexOf(says[of]);
  return text.slice(start, text.indexOf('npx nx run', start));
};

/** The same scores for a few seeds, a little apart. */
const seeds = (score: number, given: Change, n = 3): Change[] =>
  Array.from({ length: n }, (_, seed) => ({
    ...given,
    seed,
    score: score + 0.001 * ((seed * 7) % 3),
  }));

it('says how to begin where nothing is measured', async () => {
  const page = await pageOf();
  expect(wordsOf(page)).toContain('Nothing is measured yet.');
  for (const name of ['lr-sensitivity', 'ramp', 'rank', 'init-fan'])
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
  const at = (method: string, scores: Readonly<Record<string, number>>, n = 3): Change[] =>
    Object.entries(scores).flatMap(([rate, score]) =>
      seeds(
        score,
        { experiment: 'lr-sensitivity', method, config: { learningRate: Number(rate) } },
        n,
      ),
    );
  const robust = at('singlora', { 5e-5: 0.7, 1e-4: 0.71, 1e-3: 0.7 });

  it('finds the claim where the one moves less than the other, over each range', async () => {
    const text = await words(...robust, ...at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: 0.4 }));
    // every seed moves alike: no spread of the difference, so no interval crosses zero
    expect(claim(text, 'rates')).toContain('reproduced with all-MiniLM-L6-v2: stand-in model');
    expect(claim(text, 'rates')).toContain(
      'over the paper’s rates, 5e-5 to 1e-4, SingLoRA moves by 1.0 points and LoRA by 10.0 (3 seeds',
    );
    // half way down to 5e-5 on the logarithmic axis, LoRA is at 65%
    expect(text).toContain('LoRA 1e-4 10.0 5.0 30.0');
  });

  it('finds the opposite where it is so', async () => {
    const text = await words(
      ...at('lora', { 5e-5: 0.7, 1e-4: 0.7, 1e-3: 0.7 }),
      ...at('singlora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: 0.4 }),
    );
    expect(claim(text, 'rates')).toContain('not reproduced');
  });

  it('leaves it open with one seed, and tells apart ranges that differ', async () => {
    const one = await words(
      ...at('singlora', { 5e-5: 0.7, 1e-4: 0.71 }, 1),
      ...at('lora', { 5e-5: 0.6, 1e-4: 0.7 }, 1),
    );
    expect(claim(one, 'rates')).toContain('undecided');
    expect(claim(one, 'rates')).toContain('1 seed, no interval');
    const mixed = await words(
      ...at('singlora', { 5e-5: 0.7, 1e-4: 0.71, 1e-2: 0.1 }),
      ...at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-2: 0.4 }),
    );
    expect(claim(mixed, 'rates')).toContain('only if it is about the paper’s rates, 5e-5 to 1e-4');
  });

  it('counts a run that diverged as the most frequent answer', async () => {
    const text = await words(...robust, ...at('lora', { 5e-5: 0.7, 1e-4: 0.7, 1e-3: NaN }));
    expect(text).toContain(
      'over all rates, 5e-5 to 1e-3, SingLoRA moves by 1.0 points and LoRA by 35.1',
    );
    expect(text).toContain('1e-3 diverged 70.1% ± 0.1');
  });

  it('draws a line a method', async () => {
    const page = await pageOf(...robust, ...at('lora', { 5e-5: 0.6, 1e-4: 0.7, 1e-3: NaN }));
    const svg = /<figure id="lr-sensitivity-1-rates">[^]*?<\/svg>/.exec(withoutScripts(page))?.[0];
    expect(svg).toContain('>SingLoRA</text>');
    expect(svg).not.toContain('NaN');
  });
});

describe('the ramp', () => {
  const at = (ramp: number, right: number, n = 3): Change[] =>
    Array.from({ length: n }, (_, seed) => ({
      experiment: 'ramp',
      method: 'singlora',
      seed,
      score: right / 100,
      config: { ramp },
      predicted: answers(right, seed),
    }));

  it('makes no difference where intervals lie within a point', async () => {
    const text = await words(
      ...[0, 0.005, 0.01, 0.08].flatMap((ramp) =>
        seeds(0.7, { experiment: 'ramp', method: 'singlora', config: { ramp } }),
      ),
    );
    expect(claim(text, 'ramp')).toContain('reproduced');
    expect(claim(text, 'ramp')).toContain(
      'SingLoRA: no ramp − ramp 1% = 0.0 ± 0.0 points, 3 seeds',
    );
  });

  it('places a length in steps by its share of them', async () => {
    const text = await words(
      ...[0.01, 0.08, { steps: 3 }].flatMap((ramp) =>
        seeds(0.7, {
          experiment: 'ramp',
          method: 'singlora',
          config: { ramp },
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
      'not reproduced',
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
      config: { rank, alpha: rank },
      summary: { adapterParameters: rank * (method === 'lora' ? 200 : 100) },
    });

  it('compares at equal rank and at equal parameters, and judges by rank', async () => {
    const text = await words(
      ...at('lora', 4, 0.7),
      ...at('lora', 8, 0.72),
      ...at('singlora', 8, 0.75),
      ...at('singlora', 4, 0.6).map((run, i) => ({ ...run, score: 0.6 + 0.003 * i })),
    );
    expect(claim(text, 'rank')).toContain('At equal parameters: SingLoRA, r 8 − LoRA, r 4 = +5.0');
    expect(claim(text, 'rank')).toContain(
      'SingLoRA, r 4 − LoRA, r 4 = −9.8 ± 0.1 points, 3 seeds, SingLoRA, r 4 is lower',
    );
    expect(text).toContain('At equal parameters (within 5%)');
  });

  it('says where no two are equally large', async () => {
    const text = await words(...at('lora', 4, 0.7), ...at('singlora', 4, 0.7));
    expect(text).toContain('No two of these adapters have equally many parameters.');
    expect(claim(text, 'rank')).toContain('reproduced');
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
        init: { dist: 'normal', fan },
        learningRate,
        search: { rates: [1e-3, 3e-3], seeds: [0], holdoutRows: 500, trialRows: 'rest' },
      },
    }));

  it('matters where the fans are told apart', async () => {
    const text = await words(
      ...at('width', 3e-3, [0.7, 0.71, 0.72]),
      ...at('rank', 1e-3, [0.6, 0.611, 0.621]),
    );
    expect(claim(text, 'fan')).toContain('not reproduced');
    expect(claim(text, 'fan')).toContain(
      'SingLoRA: lr 1e-3, fan = rank − lr 3e-3, fan = width = −9.9',
    );
  });

  it('shows each fan’s own search', async () => {
    const trial = (fan: string, learningRate: number): Change => ({
      ...at(fan, learningRate, [0.6])[0],
      config: {
        init: { dist: 'normal', fan },
        learningRate,
        purpose: 'trial',
        search: { rates: [1e-3, 3e-3], seeds: [0], holdoutRows: 500, trialRows: 'rest' },
      },
    });
    const text = await words(
      ...at('width', 3e-3, [0.7]),
      ...at('rank', 1e-3, [0.7]),
      ...['width', 'rank'].flatMap((fan) => [trial(fan, 1e-3), trial(fan, 3e-3)]),
    );
    expect(text).toContain('The search for a learning rate');
    expect(text).toMatch(/lr 1e-3, fan = rank 1e-3 60\.0% ± 1\.0 1e-3: 60\.0%, 3e-3: 60\.0% 2/);
  });
});
