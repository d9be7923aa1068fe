import { appendFile } from 'node:fs/promises';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import type { RecordedRun } from '@singlora/comparison';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  onePixel,
  paperSetup,
  pictureFiles,
  recordedOf,
  runsOf,
  searchedRuns,
  smallAssets,
  type Change,
} from '../lab/comparison/src/dreambooth/recorded.test.support.ts';
import { committedRuns } from '../lab/comparison/src/reference.test.support.ts';
import dreamBoothPage from './dreambooth.page.ts';
import gluePage from './glue.page.ts';
import { usualLimits, type Limits } from './limits.ts';
import { htmlBy, withoutScripts, wordsOf } from './page-text.test.support.ts';

const folder = folderForAllTests();

const pageOf = (changes: readonly Change[], limits: Partial<Limits> = {}): Promise<string> =>
  pageOfRuns(recordedOf(folder, changes), limits);

function pageOfRuns(runs: readonly RecordedRun[], limits: Partial<Limits> = {}): Promise<string> {
  const all = { ...usualLimits, ...limits };
  return htmlBy(dreamBoothPage, { runs, limits: all });
}

const words = async (...changes: readonly Change[]) => wordsOf(await pageOf(changes));

/** The ledger's verdict on a claim, which is found by its first words. */
function verdictOf(text: string, claim: string): string {
  const rest = text.slice(text.indexOf(claim, text.indexOf('The claim Verdict')));
  return rest.slice(0, rest.indexOf('npx nx run'));
}

const claims = {
  faithful: 'At about as many parameters, SingLoRA is more faithful',
  rank: 'At equal rank SingLoRA is at least as faithful',
  prompt: 'At about as many parameters, SingLoRA follows',
  parameters: 'At equal rank SingLoRA has half',
  scale: 'The paper’s DINO is that',
  faces: 'Of faces,',
};

/** Subjects with one seed each. */
const fidelities = (...values: readonly number[]) =>
  Object.fromEntries(values.map((value, at) => [`robot ${at + 1}`, [value]]));

const base = [0.5, 0.6, 0.55, 0.65, 0.6];
const shifted = (...by: readonly number[]) =>
  fidelities(...base.map((value, at) => value + (by[at] ?? 0)));

const twice: Change = { rank: 16, size: 1.06 };
/** LoRA and its rivals, all equal, and SingLoRA at twice the rank with these gains over each. */
const compared = (...gains: readonly number[]): Change[] =>
  searchedRuns(
    ...runsOf('lora', shifted()),
    ...runsOf('lora+', shifted()),
    ...runsOf('dora', shifted()),
    ...runsOf('singlora', shifted(...gains), twice),
  );

describe('without results', () => {
  it('says how to begin, and judges what needs no run', async () => {
    const page = await pageOf([]);
    const text = wordsOf(page);
    expect(text).toContain('No subject was learned yet.');
    expect(page).toContain('<code>npx nx run experiments:dreambooth</code>');
    expect(verdictOf(text, claims.parameters)).toMatch(
      /△ derived: does not hold .*422,400 of 797,184/,
    );
    for (const claim of [claims.faithful, claims.rank, claims.prompt, claims.scale, claims.faces])
      expect(verdictOf(text, claim)).toContain('not yet measured');
    expect(page).not.toContain('class="plot"');
  });

  it('counts what stopped and gives the command that goes on', async () => {
    const text = await words(
      { status: 'interrupted' },
      { status: 'failed', seed: 1 },
      { summary: { diverged: 1 }, scores: {}, seed: 2 },
      { config: { purpose: 'trial' } },
    );
    expect(text).toContain('(1 interrupted, 1 failed, 1 diverged and 1 trial)');
  });
});

describe('scores', () => {
  it('are means over subjects, with the error over subjects, between floor and ceiling', async () => {
    const text = await words(
      ...runsOf('none', { 'robot 1': [0.2], 'robot 2': [0.4] }),
      ...runsOf(
        'lora',
        { 'robot 1': [0.6, 0.8], 'robot 2': [0.5, 0.5] },
        { ceilings: { fidelity: 0.9 } },
      ),
    );
    expect(text).toContain('LoRA r8 0.600 ± 0.100 0.800 ± 0.000 1e-3 given 80,000 2 × 2 20');
    expect(text).toContain('No adapter 0.300 ± 0.100');
    expect(text).toContain('Real pictures 0.900');
    expect(text).toContain('Means over subjects, ± their standard error, of 120 scored pictures');
  });

  it('are of each of the folders that are called the same', async () => {
    const photos = (of: string, className: string, seed = 0, where = of): Change => ({
      subject: 'photos',
      seed,
      scores: { fidelity: 0.5 },
      config: { data: 'own pictures', className },
      assets: [
        ...smallAssets.slice(0, 2),
        {
          kind: 'dataset',
          id: 'photos',
          revision: 'local',
          source: 'local',
          origin: `folder ${where}/photos`,
          sha256: { '0.png': of.padEnd(64, '0') },
        },
      ],
    });
    const text = await words(
      ...[photos('a', 'dog'), photos('b', 'dog'), photos('c', 'cat')],
      photos('a', 'dog', 1, 'moved'),
    );
    expect(text).toContain('3 own pictures subjects');
    expect(text).toContain('3 × 2');
  });

  it('are of no difference where two adapters share no subject and seed', async () => {
    const text = await words(
      ...runsOf('lora', { 'robot 1': [0.6] }),
      ...runsOf('singlora', { 'robot 2': [0.5] }),
    );
    expect(text).not.toMatch(/At equal rank \.|[;:] \./);
  });

  it('say of how many subjects a ceiling is, where some have a single picture', async () => {
    const text = await words(
      ...runsOf('lora', { 'robot 1': [0.6] }, { ceilings: { fidelity: 0.9 } }),
      ...runsOf('lora', { 'robot 2': [0.5] }),
    );
    expect(text).toContain('Real pictures 0.900 1 of 2 subjects');
  });

  it('say of one subject that its seeds tell nothing of others', async () => {
    const text = await words(...runsOf('lora', { 'robot 1': [0.6, 0.8] }));
    expect(text).toContain('LoRA r8 0.700 ± 0.100');
    expect(text).toContain('There is one subject, so nothing is known of others');
  });

  it('count the newest of runs that were made twice', async () => {
    expect(await words({ scores: { fidelity: 0.7 } }, { scores: { fidelity: 0.6 } })).toContain(
      'LoRA r8 0.600',
    );
  });

  it('leave out what diverged, and say so', async () => {
    const text = await words(...runsOf('lora', { 'robot 1': [0.6] }), {
      subject: 'robot 2',
      scores: { fidelity: 0.1 },
      summary: { diverged: 1 },
    });
    expect(text).toContain('LoRA r8 0.600');
    expect(text).toContain('Training diverged, and is in no mean: LoRA r8 1 run.');
  });

  it('stand in one table with the floor whatever the steps, and in none with another batch', async () => {
    const text = await words(
      ...runsOf('none', fidelities(0.3, 0.31)),
      ...runsOf('lora', fidelities(0.6, 0.61)),
      ...runsOf('lora', fidelities(0.7), { steps: 400 }),
      ...runsOf('lora', fidelities(0.7), { training: { batchSize: 8 } }),
    );
    expect(text).toContain('LoRA r8, steps 400 0.700');
    expect(text).toContain('1 other setting');
    expect(text.match(/No adapter 0\.305/g)).toHaveLength(2);
    expect(text).not.toContain('batch size');
  });

  it('have raw, centred and unpaired fidelity side by side', async () => {
    const scores = { fidelity: 0.6, fidelityCentred: 0.4, fidelityUnpaired: 0.7 };
    const text = await words({ scores });
    expect(text).toContain('LoRA r8 0.600 0.400 0.700 0.100');
  });
});

describe('differences', () => {
  it('are paired by subject and seed, with the interval over subjects', async () => {
    // 0.10 to 0.14: mean 0.12, s.e. 0.00707, t(4) 2.776
    const text = await words(...compared(0.1, 0.11, 0.12, 0.13, 0.14));
    expect(text).toMatch(
      /SingLoRA r16 − LoRA r8 with 106% of the parameters; rates 1e-3 and 1e-3 \+0\.120 \+0\.100 to \+0\.140 .*? higher /,
    );
  });

  it('are drawn at equal rank, at equal parameters and against no adapter', async () => {
    const page = await pageOf([
      ...runsOf('none', fidelities(0.2, 0.2, 0.2, 0.2)),
      ...compared(0.1, 0.1, 0.1, 0.1),
      ...runsOf('singlora', shifted(), { size: 0.53 }),
    ]);
    for (const kind of ['rank', 'parameters', 'floor'])
      for (const score of ['fidelity', 'scene'])
        expect(page).toContain(`<figure class="chart" id="dreambooth-${kind}-${score}">`);
    const rank = /id="dreambooth-rank-fidelity"[^]*?<desc[^>]*>([^<]*)</.exec(page)?.[1];
    expect(rank).toBe(
      'SingLoRA r8 − LoRA r8: 0.000; DoRA r8 − LoRA r8: 0.000; LoRA+ r8 − LoRA r8: 0.000',
    );
  });
});

describe('the paper’s claims', () => {
  it('hold where every interval is on their side, and say with what', async () => {
    const text = verdictOf(await words(...compared(0.1, 0.11, 0.12, 0.13, 0.14)), claims.faithful);
    expect(text).toContain(
      '● seen in a stand-in with the model “mini”, rendered subjects and the encoder “judge”',
    );
    expect(text).toContain(
      'SingLoRA r16 − DoRA r8: +0.120 (95% +0.100 to +0.140, 5 subjects × 1 seed)',
    );
  });

  it('are the paper’s own where its set-up was measured on all of its subjects', async () => {
    const gains = Array.from({ length: 30 }, (_, at) => 0.1 + at / 1000);
    const around = fidelities(...gains.map((_, at) => 0.5 + at / 200));
    const above = fidelities(...gains.map((gain, at) => 0.5 + at / 200 + gain));
    const runs = searchedRuns(
      ...['lora', 'lora+', 'dora'].flatMap((method) => runsOf(method, around, paperSetup)),
      ...runsOf('singlora', above, { ...twice, ...paperSetup }),
    );
    expect(verdictOf(await words(...runs), claims.faithful)).toMatch(/table 3 ■ reproduced/);
  });

  it('are a stand-in’s on a part of its subjects', async () => {
    const few = searchedRuns(
      ...['lora', 'lora+', 'dora'].flatMap((method) => runsOf(method, shifted(), paperSetup)),
      ...runsOf('singlora', shifted(-0.1, -0.11, -0.12, -0.13, -0.14), { ...twice, ...paperSetup }),
    );
    expect(verdictOf(await words(...few), claims.faithful)).toContain(
      'not seen in a stand-in on 5 of 30 subjects',
    );
  });

  it('are not where nothing that matters is between the methods', async () => {
    const text = await words(...compared(0.001, 0.002, -0.001, 0.001, 0));
    expect(verdictOf(text, claims.faithful)).toContain('not seen in a stand-in');
    expect(verdictOf(text, claims.prompt)).not.toContain('not seen in a stand-in');
  });

  it('hold against some methods only if they do, and stay open without all of them', async () => {
    const text = await words(
      ...searchedRuns(
        ...runsOf('lora', shifted()),
        ...runsOf('lora+', shifted(0.2, 0.2, 0.21, 0.19, 0.2)),
        ...runsOf('singlora', shifted(0.1, 0.11, 0.12, 0.13, 0.14), twice),
      ),
    );
    expect(verdictOf(text, claims.faithful)).toContain(
      'only against LoRA r8; not for LoRA+ r8; undecided for DoRA',
    );
  });

  it('compare at equal rank with the margin that is stated', async () => {
    const text = await words(
      ...searchedRuns(
        ...runsOf('lora', shifted()),
        ...runsOf('singlora', shifted(-0.01, -0.01, -0.011, -0.009, -0.01), { size: 0.53 }),
      ),
    );
    expect(verdictOf(text, claims.rank)).toMatch(/Paper: table 3 ● seen in a stand-in/);
  });

  it('are not of a start of our own', async () => {
    const adapter = {
      method: 'singlora',
      r: 8,
      lora_alpha: 8,
      target_modules: ['to_q', 'to_k'],
      ramp: 'none',
      init: { dist: 'principal' },
    };
    const ours = { size: 0.53, config: { adapter } };
    const text = await words(
      ...searchedRuns(...runsOf('lora', shifted()), ...runsOf('singlora', shifted(), ours)),
    );
    expect(verdictOf(text, claims.rank)).toMatch(/table 3 not yet measured/);
    expect(text).toContain('SingLoRA r8, principal start');
  });

  it('compare with the adapter that is nearest in parameters, and with none that is far off', async () => {
    const sizes = [
      { rank: 8, size: 0.65 },
      { rank: 16, size: 1.3 },
      { rank: 32, size: 2.6 },
    ];
    const own = sizes.flatMap((change) =>
      runsOf('singlora', shifted(0.1, 0.11, 0.12, 0.13, 0.14), change),
    );
    const runs = [...runsOf('lora', shifted()), ...own];
    const text = verdictOf(await words(...runs), claims.faithful);
    expect(text).toContain('SingLoRA r16 − LoRA r8: +0.120');
    expect(text).not.toMatch(/SingLoRA r(8|32) −/);
    const far = await words(...runs, ...runsOf('dora', shifted(), { size: 0.4 }));
    expect(verdictOf(far, claims.faithful)).not.toContain('− DoRA');
  });

  it('stay open where an adapter is not above the model without one', async () => {
    const text = await words(
      ...runsOf('none', shifted(0.051, 0.049, 0.052, 0.048, 0.05)),
      ...compared(0.1, 0.11, 0.12, 0.13, 0.14),
    );
    expect(verdictOf(text, claims.faithful)).toMatch(/table 3 ◌ undecided in a stand-in/);
    expect(text).toContain(
      'LoRA r8, DoRA r8 and LoRA+ r8 are not above no adapter by more than the interval',
    );
  });

  it('of faces rest on the runs of faces', async () => {
    const faces: Change = { experiment: 'faces' };
    const text = await words(
      ...searchedRuns(
        ...runsOf('lora', shifted(), faces),
        ...runsOf('dora', shifted(), faces),
        ...runsOf('singlora', shifted(0.1, 0.11, 0.12, 0.13, 0.14), { ...twice, ...faces }),
      ),
    );
    expect(verdictOf(text, claims.faces)).toMatch(/table 4 ● seen in a stand-in/);
    expect(verdictOf(text, claims.faithful)).toContain('not yet measured');
  });
});

describe('the explanation of the paper’s scale', () => {
  const near = (floor: number, gain: number, setup: Change = paperSetup) => {
    const around = (value: number) => fidelities(...[-2, -1, 0, 1, 2].map((n) => value + n / 1000));
    return words(
      ...runsOf('none', around(floor), setup),
      ...runsOf('lora', around(floor + gain), setup),
    );
  };

  it('holds where the floor is near the paper’s scores and adapters add little', async () => {
    const text = verdictOf(await near(0.14, 0.01), claims.scale);
    expect(text).toMatch(
      /ours ● seen in a stand-in on 5 of 30 subjects .*DINO without an adapter: 0\.140/,
    );
  });

  it.each([
    [0.3, 0.01],
    [0.165, 0.01],
    [0.115, 0.01],
    [0.14, 0.025],
    [0.14, 0.3],
  ])('falls with a floor of %d and a gain of %d', async (floor, gain) => {
    expect(verdictOf(await near(floor, gain), claims.scale)).toContain('not seen in a stand-in');
  });

  it('is not decided by one subject', async () => {
    const text = await words(
      ...runsOf('none', fidelities(0.14), paperSetup),
      ...runsOf('lora', fidelities(0.15), paperSetup),
    );
    expect(verdictOf(text, claims.scale)).toContain('ours ◌ undecided in a stand-in');
  });

  it('is decided by nothing else than the paper’s model, pictures and encoder', async () => {
    expect(verdictOf(await near(0.14, 0.01, {}), claims.scale)).toContain('not yet measured');
    const { config = {} } = paperSetup;
    const other = { ...paperSetup, config: { ...config, encoder: 'facebook/dinov2-small' } };
    expect(verdictOf(await near(0.14, 0.01, other), claims.scale)).toContain('not yet measured');
  });
});

describe('pictures', () => {
  const altsIn = (html = '') =>
    [...html.matchAll(/<img [^>]*alt="([^"]*)"/g)].map(([, alt]) => alt);
  /** The alt texts of the rows, below the page's head. */
  const altsOf = (page: string) => altsIn(page.split('</header>')[1]);
  const prompts = ['a photo of a sks robot on the beach', 'a <b>sks</b> robot in the "snow"'];
  const one: Change = { files: pictureFiles(prompts) };

  it('stand in the page as data, a row a method, with what they show in words', async () => {
    const page = await pageOf([{ method: 'none', ...one }, one]);
    const image = `<img src="data:image/webp;base64,${onePixel.toString('base64')}"`;
    // the training pictures, two rows of the subject, two of its class
    expect(page.split('</header>')[1]?.split(image)).toHaveLength(6);
    expect(altsIn(page.split('</header>')[0])).toEqual([
      'robot 1, as it was learned from',
      `robot 1, drawn by No adapter, seed 0: ${prompts[0]}`,
      `robot 1, drawn by LoRA r8, seed 0: ${prompts[0]}`,
    ]);
    expect(page).toContain(
      'alt="LoRA r8, seed 0: robot 1, one picture for each of: a photo of a sks robot on the beach; a &lt;b&gt;sks&lt;/b&gt; robot in the &quot;snow&quot;"',
    );
    expect(page).toContain('<span>a &lt;b&gt;sks&lt;/b&gt; robot in the &quot;snow&quot;</span>');
    expect(page).toContain('alt="Pictures of robot 1 that were learned from"');
    expect(page).toContain('alt="No adapter, seed 0: pictures drawn by “a photo of a robot”"');
    expect(page).toContain('class="grid pixelated"');
  });

  it('at the head are of the adapters that are compared first', async () => {
    const own = (rank: number, size: number) => ({ ...one, method: 'singlora', rank, size });
    const page = await pageOf([one, own(8, 0.53), own(16, 1.06)]);
    const alts = altsIn(page.split('</header>')[0]);
    expect(alts.map((alt = '') => /drawn by (.*?),/.exec(alt)?.[1])).toEqual([
      undefined,
      'LoRA r8',
      'SingLoRA r16',
    ]);
  });

  it('are of the first subjects and seeds, and only as many as the page can hold', async () => {
    const changes = ['robot 1', 'robot 2', 'robot 3'].flatMap((subject) =>
      [1, 0].map((seed) => ({ ...one, subject, seed })),
    );
    const page = await pageOf(changes, { subjects: 2, pictureBytes: 5 * onePixel.length });
    const text = wordsOf(page);
    expect(altsOf(page)).toHaveLength(5);
    expect(text).toContain('1 row of pictures is left out');
    expect(text).toContain('2 of 3 subjects are shown in pictures');
    expect(page).toContain('alt="LoRA r8, seed 0:');
    expect(page).not.toContain('seed 1:');
  });

  it('that are damaged are named, and the rest is shown', async () => {
    const runs = recordedOf(folder, [
      one,
      {
        method: 'none',
        files: { ...pictureFiles(prompts), 'class.webp': '<script>', 'scores.jsonl': '{"of":1}\n' },
      },
    ]);
    const changed = runs[1]?.record.artifacts.find(({ name }) => name === 'row.webp');
    await appendFile(changed!.path, 'x');
    const page = await pageOfRuns(runs);
    const text = wordsOf(page);
    expect(text).toContain('row.webp is not what was recorded: its SHA-256 differs.');
    expect(text).toContain('class.webp cannot be read (it is neither WebP nor PNG).');
    expect(text).toContain('scores.jsonl cannot be read (a line is no scored picture).');
    expect(text).toContain('3 files of runs cannot be used');
    expect(altsOf(page)).toEqual([
      'Pictures of robot 1 that were learned from',
      expect.stringMatching(/^No adapter, seed 0: robot 1/),
      'LoRA r8, seed 0: pictures drawn by “a photo of a robot”',
    ]);
  });
});

describe('the rest of the page', () => {
  it('shows the search, which rate was chosen, and what is wrong with it', async () => {
    const trial = (rate: number, fidelity: number, subject = 'mug 7'): Change => ({
      rate,
      subject,
      scores: { fidelity },
      steps: 100,
      config: { purpose: 'trial' },
    });
    const text = await words(
      ...runsOf('lora', fidelities(0.6, 0.7)),
      ...[trial(1e-4, 0.4), trial(1e-3, 0.5), trial(1e-3, 0.6, 'mug 8')],
      { ...trial(1e-2, 0), summary: { diverged: 1 } },
    );
    expect(text).toContain('of the trials on mug 7 and mug 8, none of which is in the results.');
    expect(text).toContain('LoRA r8 1e-3 1e-4: 0.400, 1e-3: 0.550, 0.01: diverged 4');
  });

  it('says so where rates were chosen on a subject of the results', async () => {
    const text = await words(...runsOf('lora', fidelities(0.6)), {
      config: { purpose: 'trial' },
      steps: 100,
    });
    expect(text).toContain('Results are of robot 1, too, on which rates were chosen');
  });

  it('marks what differs from the paper’s protocol', async () => {
    const text = await words({ rate: 2e-3 });
    expect(text).toContain('Learning rate 2e-3 1e-3 differs');
    expect(text).toContain('Adapted modules to_q, to_k to_q, to_k same');
    expect(text).toContain('Prompts 10 25 differs');
    expect(text).toContain('Batch 2 not stated');
    expect(text).toContain(
      'Encoder for fidelity judge DINO and CLIP; which of their sizes is not stated differs',
    );
  });

  it('has faces beside the protocol of their own table', async () => {
    const text = await words({
      experiment: 'faces',
      steps: 1500,
      config: { data: 'people' },
    });
    expect(text).toContain('Subjects 1 40 differs');
    expect(text).toContain('Steps 1,500 1,500 same');
    expect(text).toContain('Learning rate 1e-3 not stated');
  });

  it('names what stands in with its hash, and says nothing stands in where nothing does', async () => {
    const text = await words({});
    expect(text).toContain('The model is mini (SHA-256 mini00000000…), in place of Stable');
    expect(text).toContain('CLIP-I and CLIP-T are not scored.');
    expect(text).toContain('A judge embeds pictures in place of DINO. (SHA-256 judgeofrende…)');
    expect(text).toContain('A rendered subject stands in for the photographs.');
    const thirty = Array.from({ length: 30 }, (_, at) => 0.6 + at / 1000);
    const page = await pageOf([{}, ...runsOf('lora', fidelities(...thirty), paperSetup)]);
    const [, small, ...others] = withoutScripts(page).split('class="standin"');
    expect(small).toContain('Stand-in model');
    expect(others).toEqual([]);
  });

  it('names records of another version', async () => {
    const text = await words({}, { seed: 1, config: { drawing: { steps: 'many' } as never } });
    expect(text).toContain('was recorded by another version of this project');
    expect(text).toContain('differs from what is read (drawing.steps: ');
    expect(text).toContain('LoRA r8 0.600');
  });

  it('shows the judge, and no page takes it or these runs for another’s', async () => {
    const judge = await committedRuns('judge.jsonl.gz');
    onTestFinished(judge.close);
    const runs = [...recordedOf(folder, [{}]), ...judge.runs];
    const text = wordsOf(await pageOfRuns(runs));
    expect(text).toContain('Scene named 1.000 ± 0.000');
    expect(text).toContain('Cosine, same subject 0.942 ± 0.002');
    expect(wordsOf(await htmlBy(gluePage, { runs }))).toContain('No run is recorded yet.');
  });

  it('shows what the small model draws', async () => {
    const { runs, close } = await committedRuns('small-model.jsonl.br');
    onTestFinished(close);
    const page = await pageOfRuns(runs);
    expect(wordsOf(page)).toContain('Parameters 3,166,464');
    expect(page).toContain('<img src="data:image/png;base64,iVBOR');
    expect(page).toContain('<figure class="chart" id="model-dev">');
  });

  it('escapes what was recorded', async () => {
    const page = await pageOf([{ subject: '<img onerror=x>', config: { model: '<script>m' } }]);
    expect(withoutScripts(page)).not.toMatch(/<img onerror|<script>m/);
    expect(page).toContain('&lt;script&gt;m');
  });
});
