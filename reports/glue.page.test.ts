import { describe, expect, it } from 'vitest';
import { gluePage } from './glue.page.ts';
import { withoutScripts, wordsOf } from './page-text.test.support.ts';
import { dataset, makeRun, model, type Made } from './testing.ts';

const pageOf = (...runs: readonly Made[]) =>
  gluePage({ runs: runs.map(makeRun), generatedAt: '2026-02-03T04:05:06.000Z' });

const three = (method: string, accuracies: readonly number[]) =>
  accuracies.map((accuracy, seed) => ({ method, seed, accuracy }));

describe('without results', () => {
  it('says so and how to begin, and carries no chart library', async () => {
    const page = await pageOf();
    expect(wordsOf(page)).toContain('No run is recorded yet.');
    expect(page).toContain('<code>npm start</code>');
    expect(page.length).toBeLessThan(20_000);
  });

  it('counts what stopped, shows why, and gives the command that goes on', async () => {
    const page = await pageOf(
      { status: 'failed', error: 'The <disk> is full\nsecond line' },
      { status: 'interrupted', seed: 1 },
      { status: 'running', seed: 2 },
      { accuracy: NaN, seed: 3 },
    );
    expect(wordsOf(page)).toContain(
      '(1 running, 1 interrupted, 1 failed and 1 without an accuracy)',
    );
    expect(page).toContain('The &lt;disk&gt; is full');
    expect(page).not.toContain('second line');
    expect(page).toContain('<code>npx nx run experiments:mnli</code>');
    expect(page).not.toContain('id="paper"');
  });
});

describe('with one run', () => {
  it('gives its accuracy with the binomial error, and compares nothing', async () => {
    const words = wordsOf(await pageOf({ method: 'singlora', accuracy: 0.7 }));
    expect(words).toContain(
      'SingLoRA scores 70.0% ± 1.0 (1 seed); there is nothing to compare with yet.',
    );
    expect(words).toContain(
      'With one seed, ± is the binomial standard error over the 2,000 dev rows',
    );
    expect(words).not.toContain('SingLoRA − LoRA');
  });
});

describe('with one seed of two methods', () => {
  it('says what one seed cannot', async () => {
    const near = wordsOf(await pageOf({ accuracy: 0.7 }, { method: 'singlora', accuracy: 0.71 }));
    expect(near).toContain(
      '= +1.0 ± 1.4 points with one seed (binomial standard error on 2,000 dev rows): within what the choice of dev rows alone explains',
    );
    const far = wordsOf(await pageOf({ accuracy: 0.6 }, { method: 'singlora', accuracy: 0.7 }));
    expect(far).toContain('but one seed says nothing about the next');
  });
});

describe('with three seeds of two methods', () => {
  it('leads with the paired difference, its error and interval', async () => {
    const words = wordsOf(
      await pageOf(...three('lora', [0.7, 0.71, 0.72]), ...three('singlora', [0.695, 0.71, 0.712])),
    );
    // differences −0.5, 0.0, −0.8: mean −0.433, s.e. 0.233, t(2) = 4.303
    expect(words).toContain(
      'SingLoRA − LoRA = −0.4 ± 0.2 points over 3 seeds (standard error; 95% interval −1.4 to +0.6): not distinguishable, with 50% of the adapter parameters.',
    );
    expect(words).toContain(
      '71.0% ± 0.6 70.0 – 72.0 3 (0, 1, 2) 73,728 74,883 5,000 / 2,000 1 min 40 s 1.0 GiB',
    );
    expect(words).toContain('Most frequent class 35.0%');
  });

  it('calls a difference one only where the interval leaves out zero', async () => {
    const words = wordsOf(
      await pageOf(...three('lora', [0.7, 0.71, 0.72]), ...three('singlora', [0.75, 0.761, 0.769])),
    );
    expect(words).toContain('SingLoRA is higher than LoRA here');
  });

  it('pairs by seed, whatever the order, and leaves out seeds that only one has', async () => {
    const words = wordsOf(
      await pageOf(
        { seed: 2, accuracy: 0.9 },
        { seed: 1, accuracy: 0.72 },
        { seed: 0, accuracy: 0.7 },
        { method: 'singlora', seed: 0, accuracy: 0.71 },
        { method: 'singlora', seed: 1, accuracy: 0.73 },
      ),
    );
    expect(words).toContain('SingLoRA − LoRA +1.0 ± 0.0 +1.0 to +1.0 +1.0, +1.0');
  });

  it('counts the newest of runs that were made twice', async () => {
    const words = wordsOf(await pageOf({ accuracy: 0.8 }, { accuracy: 0.7 }));
    expect(words).toContain('LoRA scores 80.0%');
    expect(words).toContain('(1 seed)');
  });
});

describe('honesty', () => {
  it('names stand-ins beside the result and bounds what it says', async () => {
    const words = wordsOf(await pageOf(...three('lora', [0.7]), ...three('singlora', [0.7])));
    expect(words).toContain(
      'Stand-in model all-MiniLM-L6-v2 stands in for the paper’s RoBERTa-base.',
    );
    expect(words).toContain('Part of the rows 5,000 of MNLI’s 392,702 training rows.');
    expect(words).toContain('This says nothing yet about the paper’s RoBERTa-base number');
  });

  it('names built-in rows in the verdict, the badge and the table, and puts them last', async () => {
    const builtIn = {
      assets: [model, { ...dataset, source: 'built-in', sha256: { rows: 'cafe' } }],
    };
    const words = wordsOf(await pageOf({ accuracy: 0.9, ...builtIn }));
    expect(words).toContain('rows of our own making stand in for MNLI’s');
    expect(words).toContain(
      'Built-in rows The rows are sentence pairs of this project’s own making',
    );
    expect(words).toContain('all-MiniLM-L6-v2 (built-in rows, stand-in model)');
    const mixed = wordsOf(await pageOf({ accuracy: 0.9, ...builtIn }, { accuracy: 0.6 }));
    expect(mixed).toContain('LoRA scores 60.0%');
    expect(mixed).toContain('Other settings');
    expect(mixed).toContain('5,000 built-in training rows, preset laptop: LoRA 90.0%');
  });

  it('says when nothing was learned', async () => {
    const words = wordsOf(await pageOf({ accuracy: 0.36 }));
    expect(words).toContain(
      'LoRA is not clearly above the 35.0% of always giving the most frequent answer',
    );
  });

  it('makes no such reservations for the paper’s own model and rows', async () => {
    const whole = {
      config: { model: 'FacebookAI/roberta-base', epochs: 3 },
      summary: { trainRows: 392_702, evalRows: 9815 },
    };
    const page = await pageOf(
      { ...whole, accuracy: 0.86 },
      { ...whole, method: 'singlora', accuracy: 0.87 },
    );
    expect(wordsOf(page)).not.toContain('says nothing yet');
    expect(page).not.toContain('class="badge"');
  });

  it('never puts the paper’s numbers into a table of ours', async () => {
    const page = await pageOf(...three('lora', [0.7]), ...three('singlora', [0.7]));
    const [results, after] = page.split('<section id="paper">');
    for (const printed of ['85.6%', '86.5%']) {
      expect(results).not.toContain(printed);
      expect(after).toContain(printed);
    }
    expect(wordsOf(after ?? '')).toContain(
      '294,912 (printed: 0.15M) and SingLoRA has 147,456 (printed: 0.075M)',
    );
  });
});

describe('settings and variants', () => {
  it('does not pool runs of other rows, lengths or models', async () => {
    const words = wordsOf(
      await pageOf(
        { accuracy: 0.7 },
        { seed: 1, accuracy: 0.8, config: { trainRows: 100 }, summary: { trainRows: 100 } },
        {
          seed: 2,
          accuracy: 0.9,
          assets: [{ ...model, sha256: { 'model.safetensors': 'other' } }, dataset],
        },
      ),
    );
    expect(words.match(/LoRA \d\d\.0% ± \d\.\d /g)).toHaveLength(3 + 2); // a table each, and two summaries
  });

  it('tells variants of a method apart by what differs', async () => {
    const words = wordsOf(
      await pageOf(
        { accuracy: 0.7 },
        { method: 'singlora', accuracy: 0.71, config: { learningRate: 1e-3 } },
        { method: 'singlora', accuracy: 0.72, config: { learningRate: 3e-3, rank: 16 } },
      ),
    );
    expect(words).toContain('SingLoRA, r 8, lr 1e-3');
    expect(words).toContain('SingLoRA, r 16, lr 3e-3');
    expect(words).toContain('1 more comparison below.');
  });

  it('marks where the protocol differs from the paper’s', async () => {
    const page = await pageOf({ accuracy: 0.7, config: { epsilon: 1e-6 } });
    const row = (title: string) =>
      new RegExp(`<tr( class="marked")?><th[^>]*><span>${title}<`).exec(page)?.[1];
    expect(row('ε')).toBeDefined();
    expect(row('β₁, β₂')).toBeUndefined();
    expect(row('Rate, LoRA')).toBeDefined();
    expect(row('Weight decay')).toBeUndefined();
  });

  it('shows methods and tasks that it does not know', async () => {
    const words = wordsOf(await pageOf({ method: 'new-method', config: { task: 'other' } }));
    expect(words).toContain('OTHER');
    expect(words).toContain('new-method scores 70.0%');
  });

  it('leaves out runs of other experiments', async () => {
    const words = wordsOf(await pageOf({ config: { task: undefined } }));
    expect(words).toContain('No run is recorded yet.');
  });
});

it('escapes hostile names wherever they appear', async () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
  const page = await pageOf({
    method: hostile,
    config: {
      model: hostile,
      preset: hostile,
      targets: [hostile],
      split: hostile,
      ramp: { [hostile]: hostile },
    },
    assets: [{ ...model, id: hostile, origin: hostile, sha256: { [hostile]: hostile } }],
  });
  const markup = withoutScripts(page);
  expect(markup.includes('<script')).toBe(false);
  const tags = markup.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g) ?? [];
  expect(tags.filter((tag) => /^<img|onerror/.test(tag))).toEqual([]);
  expect(markup).toContain('&lt;img src=x onerror=alert(1)&gt;');
});

it('draws curves where training diverged, without what is not a number', async () => {
  const losses = Array.from({ length: 60 }, (_, step) => (step > 40 ? NaN : 2 - step / 40));
  const page = await pageOf({ losses });
  const svgs = withoutScripts(page).match(/<svg[^]*?<\/svg>/g) ?? [];
  expect(svgs).toHaveLength(2);
  expect(svgs.join('')).not.toContain('NaN');
});

it('is the same page for the same records', async () => {
  const input = {
    runs: [makeRun(), makeRun({ method: 'singlora' })],
    generatedAt: '2026-02-03T04:05:06.000Z',
  };
  expect(await gluePage(input)).toBe(await gluePage(input));
});

it('stays small with many runs', async () => {
  const losses = Array.from({ length: 1000 }, (_, step) => 1 + Math.sin(step));
  const runs = ['lora', 'singlora', 'dora'].flatMap((method) =>
    [0, 1, 2, 3, 4].map((seed) => ({ method, seed, losses, accuracy: 0.7 + seed / 100 })),
  );
  expect((await pageOf(...runs)).length).toBeLessThan(1_500_000);
});
