import { describe, expect, it } from 'vitest';
import { performanceFindings } from './findings/performance.ts';
import performancePage from './performance.page.ts';
import type { BenchRecord } from '@singlora/records';
import {
  shownOf,
  withoutScripts,
  wordsOf,
  hostile,
  hostileTags,
  specsOf,
} from './page-text.test.support.ts';
import {
  machine,
  makeDenoiser,
  makeEpoch,
  makeOperations,
  makeStep,
  makeStepInBoth,
} from './performance/recorded.test.support.ts';

const shown = (...records: readonly BenchRecord[]) =>
  shownOf(performancePage, { records, scores: [], damaged: [] });

const pageOf = async (...records: readonly BenchRecord[]) => (await shown(...records)).text;

/** The findings of measurements. */
const foundIn = (...records: readonly BenchRecord[]) =>
  performanceFindings(records).findings.filter((one) => one.kind === 'ratio');

const verdictsOf = (...records: readonly BenchRecord[]) =>
  foundIn(...records).map(({ verdict }) => verdict);

/** The page's text, without spaces before punctuation. */
const wordsFrom = async (...records: readonly BenchRecord[]) =>
  wordsOf(await pageOf(...records)).replace(/ ([:.,;])/g, '$1');

describe('without measurements', () => {
  it('says so and how to measure, and carries no chart library', async () => {
    const page = await pageOf();
    expect(wordsOf(page)).toContain('Nothing is measured yet.');
    expect(page).toContain(
      '<code>npx nx run tools:bench\nnpx nx run tools:denoiser\nnpx nx run tools:kernels\nnpx nx run tools:merge</code>',
    );
    expect(page.length).toBeLessThan(20_000);
  });

  it('says of each kind that is missing how to make it', async () => {
    const page = await pageOf(makeStep());
    const [, epoch = '', merge = ''] = page.split(/<section id="(?:epoch|merge)">/);
    expect(epoch).toContain('<code>npx nx run tools:bench</code>');
    expect(merge).toContain('<code>npx nx run tools:merge</code>');
  });
});

describe('steps', () => {
  it('finds the ratio of medians with its interval, and whether ours is faster', () => {
    const [found] = foundIn(makeStep());
    expect(found).toMatchObject({
      against: 'PyTorch + peft',
      precision: 'float32',
      verdict: 'faster',
      n: { rounds: 3 },
    });
    expect(found?.estimate).toBeCloseTo(1.23, 2);
    expect(found?.interval?.map((end) => end.toFixed(2))).toEqual(['1.20', '1.26']);
  });

  it('shows times, rates and memory of both', async () => {
    const words = await wordsFrom(makeStep());
    // smallest ratio 120 / 99; 32 examples in 100 and 123 ms
    expect(words).toContain(
      '1.23× 1.20× to 1.26× 1.21× 99.0 / 100 120 / 123 320 / 260 800 / 1,000 1.25×',
    );
  });

  it('finds that PyTorch is faster where it is, and marks the row', async () => {
    const page = await pageOf(makeStep({ theirs: [[80], [81], [82]] }));
    expect(verdictsOf(makeStep({ theirs: [[80], [81], [82]] }))).toEqual(['slower']);
    expect(page).toMatch(/<tr class="marked"><th[^>]*><span><code>minilm-32x48/);
    expect(wordsOf(page)).toContain('Marked: ours is slower.');
    const faster = await pageOf(makeStep());
    expect(faster).not.toContain('class="marked"');
    expect(wordsOf(faster)).not.toContain('Marked');
  });

  it('finds the two equal where the interval holds 1, and where there is nothing between them', () => {
    expect(verdictsOf(makeStep({ theirs: [[97], [104], [105]] }))).toEqual(['equal']);
    const single = makeStep({ ours: [[100]], theirs: [[100.2]] });
    expect(foundIn(single)).toMatchObject([{ verdict: 'equal', interval: null, n: { rounds: 1 } }]);
  });

  it('shows every case with what is its own', async () => {
    const words = await wordsFrom(
      makeStep(),
      makeStep({
        case: 'minilm-32x48-all-tokens',
        setting: { tokensThroughLastLayer: 'all' },
        theirs: [[110], [110], [110]],
      }),
      makeStep({ case: 'wide', setting: { batch: 64 }, theirs: [[90], [90], [90]] }),
    );
    expect(words).toContain('minilm-32x48 32 × 48 tokens 1.23×');
    expect(words).toContain('wide 64 × 48 tokens 0.90×');
    expect(words).toContain(
      'minilm-32x48-all-tokens 32 × 48 tokens; every token through the last layer 1.10×',
    );
  });

  it('names random weights at the case', async () => {
    const words = await wordsFrom(
      makeStep({ case: 'roberta', setting: { model: 'A shape', weights: 'random' } }),
    );
    expect(words).toContain('A shape (random weights); LoRA; training step');
  });

  it('tells several that a case is compared with apart', async () => {
    const words = await wordsFrom(
      makeStep(),
      makeStep({ against: 'PyTorch + peft-singlora', setting: { method: 'singlora' } }),
    );
    expect(words).toContain('otherwise: beside PyTorch + peft; float32; all-MiniLM-L6-v2; LoRA;');
    expect(words).toContain('32 × 48 tokens; beside PyTorch + peft-singlora; SingLoRA');
    expect(words).toContain('minilm-32x48 (2)');
  });

  it('sets bfloat16 beside autocast and beside our own float32', async () => {
    const words = await wordsFrom(makeStepInBoth());
    expect(words).toContain('beside PyTorch + peft; bfloat16; all-MiniLM-L6-v2;');
    // 20 GFLOP in 100 ms of 400 GFLOP/s, 30 in 123; 20 in 50 ms of 800, 30 in 70
    expect(words).toContain('320 / 260 50% / 61%');
    expect(words).toContain('640 / 457 50% / 54%');
    expect(words).toContain('The peak: 400 GFLOP/s.');
    expect(words).toContain('The peak: 800 GFLOP/s.');
    expect(words).toContain('Ours in bfloat16 beside ours in float32.');
    expect(words).toContain('minilm-32x48 2.00× 2.00× to 2.00× 1.98× 50.0 / 50.0 99.0 / 100');
  });

  it('is beside the fastest of the others', async () => {
    const step = makeStep();
    const [own, other] = step.sides;
    const [one] = step.cases;
    const faster = { ...one!.measured[1]!, milliseconds: [[110], [110], [110]] };
    const record = {
      ...step,
      sides: [own!, other!, { ...other!, name: 'PyTorch + peft, compiled' }],
      cases: [{ ...one!, measured: [...one!.measured, faster] }],
    };
    const words = await wordsFrom(record);
    expect(foundIn(record)).toMatchObject([{ against: 'PyTorch + peft, compiled', estimate: 1.1 }]);
    expect(words).toContain('minilm-32x48, PyTorch + peft, compiled 32 × 48 tokens');
  });

  it('shows no peak where the arithmetic is not counted', async () => {
    expect(await wordsFrom(makeStep())).not.toMatch(/of the peak|the peak:/i);
  });

  it('counts the newest of measurements of one case, and says what it leaves out', async () => {
    const words = await wordsFrom(
      makeStep({ theirs: [[300], [300], [300]] }),
      makeStep({ measuredAt: '2026-01-03T00:00:00.000Z' }),
    );
    expect(words).not.toContain('3.00×');
    expect(words).toContain('1 older measurement of the same cases is left out.');
  });
});

describe('epochs', () => {
  it('give seconds, padding and the ratio of each way to make batches', async () => {
    const words = await wordsFrom(makeEpoch());
    expect(words).toContain('float32 as shipped 1.00× 1 min 40 s 100 9.1% 313 800 MiB');
    expect(words).toContain('padded to 128 2.00× 3 min 20 s 50.0 68.8% 313 1.4 GiB');
  });
});

it('compares an epoch with others of its precision', async () => {
  const words = await wordsFrom(
    makeEpoch(
      { padding: 'as shipped', precision: 'bfloat16', seconds: 50 },
      { padding: 'length-grouped', precision: 'bfloat16', seconds: 60 },
    ),
  );
  expect(words).toContain('PyTorch + peft bfloat16 length-grouped 1.20× 1 min 00 s');
});

describe('denoisers', () => {
  it('give the ratio, the times and the memory', async () => {
    const words = await wordsFrom(makeDenoiser());
    expect(words).toContain('blocks recomputed on both sides');
    expect(words).toContain('1.75× 1.50× to 2.00× 1.50× 20.0 / 20.0 30.0 / 35.0 1,000 / 500 0.50×');
  });
});

describe('operations', () => {
  it('give each pass a row, and mark the one that is slower', async () => {
    const page = await pageOf(makeOperations());
    const words = wordsOf(page);
    expect(words).toContain('forward 1.20×');
    expect(words).toContain('with gradient 0.80×');
    expect(page.match(/<tr class="marked">/g)).toHaveLength(1);
  });
});

describe('merges', () => {
  it('give each case its times and memory', async () => {
    const { version, measuredAt, code, machine } = makeOperations();
    const told = { precision: 'bfloat16', versions: 'v' } as const;
    const times = (value: number) => ({
      milliseconds: [[value], [value]],
      peakRssBytes: value * 2 ** 20,
    });
    const words = await wordsFrom({
      version,
      measuredAt,
      code,
      machine,
      kind: 'merge',
      case: 'merge',
      command: 'merge',
      title: 'LoRA on 60 of 120 matrices',
      setting: {
        method: 'lora',
        rank: 16,
        alpha: 32,
        threads: 1,
        matrices: 120,
        adapted: 60,
        width: 2048,
      },
      sides: [
        { name: 'SingLoRA Lab', ...told },
        { name: 'PyTorch', ...told },
      ],
      cases: [{ case: 'merge', measured: [times(200), times(300)] }],
    });
    expect(words).toContain('LoRA on 60 of 120 matrices 1.50×');
    expect(words).toContain('200 / 300 1.50×');
  });
});

describe('the chart of ratios', () => {
  const drawnOf = async (...records: readonly BenchRecord[]) => {
    const [spec = '{}'] = specsOf(await pageOf(...records));
    const { data } = JSON.parse(spec) as { data: { values: { label: string; mean: number }[] } };
    return data.values.map(({ label, mean }) => [label, mean] as const);
  };

  it('shows denoisers and operations beside the steps, slower ones too', async () => {
    const shown = await drawnOf(makeOperations(), makeStep(), makeDenoiser());
    expect(shown.map(([label]) => label)).toEqual([
      'minilm-32x48',
      'denoiser small',
      ...makeOperations().cases.map((one) => `${one.case} ${one.pass}`),
    ]);
    expect(shown.some(([, mean]) => mean < 1)).toBe(true);
  });

  it('draws of many operations five, from the slowest to the fastest, and says so', async () => {
    const own = makeOperations();
    const cases = Array.from({ length: 21 }, (_, index) => ({
      ...own.cases[0]!,
      case: `op-${index}`,
      measured: [[100], [50 + ((5 * index) % 21) * 10]].map((times) => ({
        milliseconds: [times, times],
      })),
    }));
    const record = { ...own, cases };
    expect((await drawnOf(record)).map(([, mean]) => mean)).toEqual([0.5, 1, 1.5, 2, 2.5]);
    expect(await wordsFrom(record)).toContain('Of 21 operations, 5 are drawn.');
  });
});

it('never pools machines', async () => {
  const other = { ...machine, cpu: 'Another processor' };
  const page = await pageOf(makeStep(), makeStep({ machine: other, theirs: [[50], [50], [50]] }), {
    ...makeEpoch(),
    machine: other,
  });
  expect(page.match(/<tr[^>]*><th[^>]*><span><code>minilm-32x48/g)).toHaveLength(2);
  for (const cpu of ['AMD EPYC', 'Another processor'])
    expect(specsOf(page)[0]).toContain(`"series":"${cpu}, 2 cores, 23.5 GiB, float32"`);
  const ids = [...withoutScripts(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('takes another Node on the same hardware for the same machine, and lists both', async () => {
  const words = await wordsFrom(
    makeStep(),
    makeStep({ case: 'other', machine: { ...machine, node: 'v24.0.0' } }),
  );
  expect(words).toContain('Node v20.20.2; v24.0.0');
});

it('says on what the numbers were made and how to make them again', async () => {
  const words = await wordsFrom(makeStep(), makeEpoch());
  expect(words).toContain('CPU AMD EPYC');
  expect(words).toContain('SingLoRA Lab TensorFlow 2.18.1 native, CPU, 2 threads');
  expect(words).toContain('PyTorch + peft torch 2.13.0+cpu, transformers 5.24.0, peft 0.21.2');
  expect(words).toContain('71103ef67141');
  for (const command of ['bench --case=minilm-32x48', 'bench --case=epoch-mnli'])
    expect(words).toContain(`npx nx run tools:${command}`);
});

it('escapes hostile names wherever they appear', async () => {
  const named = { case: hostile, title: hostile, command: hostile };
  const hostileMachine = { ...machine, cpu: hostile, system: hostile };
  const epoch = makeEpoch();
  const page = await shown(
    makeStep({ ...named, against: hostile, setting: { model: hostile, method: hostile } }),
    makeStep({ machine: hostileMachine }),
    {
      ...epoch,
      ...named,
      sides: epoch.sides.map((side) => ({ ...side, name: hostile, padding: hostile })),
    },
  );
  expect(hostileTags(page)).toEqual([]);
  expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page.markdown).toContain('<img src=x onerror=alert(1)>');
});

it('is the same page for the same records, in whatever order', async () => {
  const records = [makeStep(), makeStep({ case: 'other' }), makeEpoch()];
  expect(await pageOf(...records)).toBe(await pageOf(...records.toReversed()));
});
