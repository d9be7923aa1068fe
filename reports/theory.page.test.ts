import { fileURLToPath } from 'node:url';
import { checks as all, readChecks, type CheckRun } from '@singlora/theory';
import { openArchive, type RunRecord } from '@singlora/tracking';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  shownOf,
  withoutScripts,
  wordsOf,
  hostile,
  hostileTags,
  specsOf,
} from './page-text.test.support.ts';
import { theoryOf } from './suites.ts';
import theoryPage from './theory.page.ts';

/** A smoke run of each check. */
const archive = fileURLToPath(new URL('../theory/fixtures/smoke.jsonl.gz', import.meta.url));

let records: readonly RunRecord[];
let recorded: readonly CheckRun[];
let sweeps: readonly CheckRun[];
let coordinates: readonly CheckRun[];
/** The page of everything that is recorded. */
let page: string;
beforeAll(async () => {
  const tracking = await openArchive(archive);
  records = await tracking.list();
  recorded = readChecks(records).runs;
  await tracking.close();
  const of = (check: string) => recorded.filter(({ record }) => record.experiment === check);
  [sweeps, coordinates] = [of('width-sweep'), of('coordinate-check')];
  page = await pageOf(recorded);
});

const none = { runs: [], damaged: [], outdated: [], unfinished: [] };

type Others = Partial<ReturnType<typeof readChecks>>;

const shown = (runs: readonly CheckRun[], others: Others = {}) =>
  shownOf(theoryPage, { ...theoryOf({ ...none, ...others, runs }), damaged: [] });

const pageOf = async (runs: readonly CheckRun[], others?: Others) =>
  (await shown(runs, others)).text;

const plain = (html: string) => wordsOf(html).replace(/ ([:.,;])/g, '$1');

/** The words of one section. */
function sectionIn(html: string, id: string) {
  const [, own = ''] = html.split(`<section id="${id}">`);
  return plain(own.split('</section>', 1).join(''));
}

/** The runs as another preset would have recorded them. */
const ofPreset = (preset: string, runs: readonly CheckRun[]) =>
  runs.map((run) => ({ ...run, config: { ...run.config, preset } }));

describe('without records', () => {
  it('says which commands to run, and carries no chart library', async () => {
    const empty = await pageOf([]);
    expect(wordsOf(empty)).toContain('Nothing is measured yet.');
    const own = all.filter(({ id, name }) => id === name);
    for (const check of own) expect(empty).toContain(check.command);
    expect(empty.length).toBeLessThan(20_000);
  });

  it('says of each check that is missing how to make it, and of what stopped that it goes on', async () => {
    const one = records.find(({ experiment }) => experiment === 'invariance')!;
    const unfinished = [{ ...one, status: 'interrupted' as const }];
    const some = await pageOf(sweeps, { unfinished });
    expect(some).toContain('<code>npx nx run theory:coordinate-check</code>');
    expect(wordsOf(some)).toContain('1 run did not finish; the command goes on where it stopped.');
  });
});

describe('presets', () => {
  it('shows the largest alone, and says what else there is', async () => {
    const runs = [
      ...sweeps,
      ...ofPreset('default', sweeps.slice(0, 1)),
      ...ofPreset('full', sweeps.slice(1, 2)),
    ];
    const words = sectionIn(await pageOf(runs), 'width-sweep');
    expect(words).toContain('Preset full, 1 run of npx nx run theory:width-sweep.');
    expect(words).toContain(
      'Also recorded: 1 run of preset default, not pooled with these and 4 runs of preset smoke, not pooled with these.',
    );
    expect(words).not.toContain('A smoke run');
  });

  it('names a smoke result as such in the section and at the top, and judges no claim by it', async () => {
    expect(sectionIn(page, 'width-sweep')).toContain('Smoke A smoke run: few small widths');
    expect(sectionIn(page, 'claims').match(/not yet measured/g)).toHaveLength(20);
    expect(plain(page)).toContain(
      'From smoke runs alone, which only show that everything works: exponents, phase diagrams, transfer, coordinate check, invariance and expressiveness.',
    );
    expect(plain(await pageOf(ofPreset('full', recorded)))).not.toMatch(
      /A smoke run|smoke runs alone/,
    );
  });
});

describe('the order', () => {
  it('is one picture, the contents, the claims, and then everything, folded', () => {
    const places = [
      '<figure class="chart" id="picture-1">',
      '<nav aria-label="On this page"',
      '<section id="claims">',
      '<section id="exponents">',
    ].map((start) => page.indexOf(start));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    for (const { id } of all) {
      const [, own = ''] = page.split(`<section id="${id}">`);
      expect(own).toMatch(/<details class="part">\n<summary>Everything from \d+ runs?</);
    }
  });

  it('has no picture where no record holds it', async () => {
    expect(await pageOf(coordinates)).not.toContain('id="picture-1"');
  });

  it('tells no number by pointing alone: every chart has its tables', () => {
    const specs = specsOf(page);
    expect(specs.length).toBeGreaterThan(10);
    for (const spec of specs) expect(spec).toMatch(/"tooltip":\[\{"field":/);
  });

  it('writes no power with a caret', () => {
    expect(withoutScripts(page).replace(/<(pre|svg|style)[^]*?<\/\1>/g, '')).not.toMatch(
      />[^<]*\^[^<]*</,
    );
  });
});

describe('the ledger', () => {
  it('links each claim to its evidence and command', () => {
    const ids = [...withoutScripts(page).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...withoutScripts(page).matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) expect(ids).toContain(link);
    expect(page).toContain('npx nx run theory:invariance');
  });
});

describe('the sections', () => {
  it('give the rates that do what is asked at every fixed number of steps', () => {
    const words = sectionIn(page, 'exponents');
    expect(words).toContain(
      'SingLoRA from n −1/2 c ≤ −1 2 steps: c ≤ −3/4 no c 2 steps: c = −3/4 no c no c',
    );
    expect(words).toContain('With other backward signals and outputs (2)');
  });

  it('draw phase diagrams, and say what would decide', () => {
    const words = sectionIn(page, 'width-sweep');
    expect(page).toContain('<figure class="chart" id="sweep-2-methods"');
    expect(page).toContain('<figure class="chart" id="sweep-2-agreement"');
    expect(words).toMatch(
      /undecided; (about \d+ (seeds|widths)( or \d+ widths)? would decide|more than 100 seeds: change the design)\./,
    );
    expect(specsOf(page).join()).toContain('−0.42 to 0.38');
  });

  it('say where the measurement differs from the prediction', async () => {
    const differing = sweeps.map((run) => {
      const { cells } = run.result as { cells: object[] };
      const [first, ...rest] = cells;
      const differs = { ...first, predictedVerdict: 'stable', verdict: 'vanishing', agrees: false };
      return { ...run, result: { ...(run.result as object), cells: [differs, ...rest] } };
    });
    const words = sectionIn(await pageOf(differing), 'width-sweep');
    expect(words).toContain('4 of 6 verdicts contradict no prediction');
  });

  it('set known exponents beside what the check finds', () => {
    expect(sectionIn(page, 'coordinate-check')).toContain(
      '0.00 (0) −0.03 to 0.04; size 0.02 (0), −0.01 to 0.05 0.93 (1) 0.81 to 1.05; size 0.03 (0), −0.02 to 0.08',
    );
  });

  it('tell of slopes that bend, of low power and of the loss, where a run watched them', async () => {
    const run = coordinates.at(-1)!;
    type Modules = { steps: object[] }[];
    const { modules } = run.result as { modules: Modules };
    const seen = modules.map((module) => ({
      ...module,
      steps: module.steps.map((step, i) => ({
        ...step,
        verdict: i === 0 ? 'bends' : 'undecided',
        lowPower: true,
      })),
    }));
    const losses = [
      { step: 1, verdict: 'learns', most: 0.9 },
      { step: 2, verdict: 'rises', most: 2015 },
    ];
    const result = { ...(run.result as object), modules: seen, losses };
    const words = sectionIn(await pageOf([{ ...run, result }]), 'coordinate-check');
    const all = modules.flatMap(({ steps }) => steps).length;
    const undecided = all - modules.length;
    expect(words).toContain(
      `0 of ${all} ${undecided} ${undecided} for low power ${modules.length}`,
    );
    expect(words).toContain('rises after step 2, up to 2015.0×');
  });

  it('say how the best rate follows the width, and what keeping it costs', () => {
    expect(sectionIn(page, 'transfer')).toContain(
      '3 seeds, 10 steps −0.85 −1.51 to −0.19 −3/4 1 of 9 0.00748 5.26× 1.62× to 17.0× 1.43× 0.41× to 4.98×',
    );
  });

  it('tell the same update from another', () => {
    const words = sectionIn(page, 'invariance');
    expect(words).toContain('SingLoRA on 16 × 16: A·Q = 5e-6 2e-6 = 5e-6 8e-7 ≠ 0.462 0.455');
    expect(words).toContain('gradient descent in 64-bit floats: at most 1e-14.');
  });

  it('compare at equal rank and at equal parameters', () => {
    const words = sectionIn(page, 'expressiveness');
    expect(words).toContain('SingLoRA 4 128 0.0475 0.0467 to 0.0482 0');
    expect(words).toContain('Symmetric, half of the eigenvalues negative 0.334 floor 0.333');
  });
});

describe('what cannot be shown', () => {
  const lost = () => readChecks(records.map((record) => ({ ...record, artifacts: [] }))).damaged;

  it('is named, and the rest is shown', async () => {
    const words = wordsOf(await pageOf(sweeps, { damaged: lost().slice(0, 1) }));
    expect(words).toMatch(/Damaged Run \w{12} of exponents recorded no result\.json/);
    expect(words).not.toContain('cannot be shown');
    expect(words).toContain('Phase diagrams');
  });

  it('is folded away where it is much', async () => {
    expect(wordsOf(await pageOf([], { damaged: lost() }))).toContain(
      '33 recorded runs cannot be shown',
    );
  });

  it('is not called damaged where another version recorded it', async () => {
    const own = records.filter(({ experiment }) => experiment === 'invariance');
    const old = own.map((record) => ({ ...record, config: { preset: 'smoke' } }));
    const { outdated, damaged } = readChecks(old);
    expect(damaged).toEqual([]);
    const words = wordsOf(await pageOf([], { outdated }));
    expect(words).toMatch(
      /Another version Run \w{12} of invariance was recorded by another version of the program \(commit \w{12}\): .* “npx nx run theory:invariance --preset=smoke” measures it again\./,
    );
    expect(words).not.toMatch(/Damaged|--force/);
  });
});

it('escapes hostile names wherever they appear', async () => {
  const texts = new Set(['family', 'method', 'optimiser', 'preset', 'name', 'target', 'title']);
  const changed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        texts.has(key) && typeof item === 'string' ? hostile : changed(item),
      ]),
    );
  };
  // Values that the code branches on stay: the method of networks trained whole, and kinds of optimisers.
  const runs = recorded.map((run) => {
    const isBranch = ['exponents', 'coordinate-check'].includes(run.record.experiment);
    const config = isBranch ? run.config : (changed(run.config) as CheckRun['config']);
    return { ...run, config: { ...config, preset: hostile }, result: changed(run.result) };
  });
  const page = await shown(runs);
  expect(hostileTags(page)).toEqual([]);
  expect(page.text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(page.markdown).toContain('<img src=x onerror=alert(1)>');
});

it('is the same page for the same records, in whatever order they were made', async () => {
  expect(await pageOf(recorded)).toBe(page);
  const table = (text: string) =>
    text.slice(text.indexOf('id="parts"'), text.indexOf('id="agreement"'));
  expect(table(await pageOf(sweeps.toReversed()))).toBe(table(await pageOf(sweeps)));
});

it('draws without what is not a number', () => {
  expect(specsOf(page).join()).not.toMatch(/"[xy]":null,|"(low|high)":null|NaN|Infinity|undefined/);
});
