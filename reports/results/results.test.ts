import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  dreamBoothFiles,
  dreamBoothRunConfig,
  glueRunConfig,
  judgeRunConfig,
  measuredRecord,
  pretrainingRunConfig,
  scoredPicture,
  type WholeModelRun,
} from '@singlora/records';
import { checks } from '@singlora/theory';
import { recordedBytes, type RunRecord, type Tracking } from '@singlora/tracking';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import { dreamBoothConfig, glueConfig, optimiserInWords } from '@singlora/comparison';
import { archives, makeResults, openArchives, root } from './results.ts';

/** Something that is recorded, and what reads it. */
interface Kept {
  /** Unique to its schema. */
  readonly kind: string;
  readonly place: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** What is read, by the names that older versions had. */
  readonly inOldWords?: (read: never) => unknown;
}

/** Of experiments that are no checks and not of GLUE. */
const configs: Readonly<Record<string, Pick<Kept, 'schema' | 'inOldWords'>>> = {
  dreambooth: { schema: dreamBoothRunConfig, inOldWords: dreamBoothConfig },
  faces: { schema: dreamBoothRunConfig, inOldWords: dreamBoothConfig },
  'pretrain-small': { schema: pretrainingRunConfig, inOldWords: ofWholeModel },
  'train-judge': { schema: judgeRunConfig, inOldWords: ofWholeModel },
};
const glue: (typeof configs)[string] = { schema: glueRunConfig, inOldWords: glueConfig };

function ofWholeModel({ optimiser, ...config }: WholeModelRun) {
  return { ...config, ...optimiserInWords(optimiser) };
}

function* keptOf(run: RunRecord): Generator<Kept> {
  const { id, experiment, config } = run;
  const check = checks.find((one) => one.name === experiment && one.shows(config));
  const own = configs[experiment];
  const kind = check?.id ?? (own ? experiment : 'glue');
  const read = check ? { schema: check.record.config } : (own ?? glue);
  yield { kind, place: `run ${id}`, ...read, value: config };
  for (const artifact of run.artifacts) {
    const text = () => recordedBytes(artifact).toString('utf8');
    const place = `${artifact.name} of run ${id}`;
    if (check && artifact.name === 'result.json')
      yield {
        ...{ kind: `result of ${kind}`, place },
        ...{ schema: check.record.result, value: JSON.parse(text()) as unknown },
      };
    if (artifact.name === dreamBoothFiles.scores)
      for (const line of text().trim().split('\n'))
        yield { kind: 'scores', place, schema: scoredPicture, value: JSON.parse(line) as unknown };
  }
}

const filesIn = (folder: string, end: RegExp) =>
  readdirSync(folder)
    .filter((name) => end.test(name))
    .map((name) => join(folder, name));

let tracking: Tracking;
let all: Kept[];
beforeAll(async () => {
  tracking = await openArchives();
  const bench = filesIn(join(archives, 'bench'), /\.json$/).map((place): Kept => {
    const value = JSON.parse(readFileSync(place, 'utf8')) as { kind: string };
    return { kind: `measured ${value.kind}`, place, schema: measuredRecord, value };
  });
  all = [...(await tracking.list()).flatMap((run) => [...keptOf(run)]), ...bench];
});
afterAll(() => tracking.close());

it('RESULTS.md and docs/results are what `npm run results` writes from the archives', async () => {
  const { texts } = await makeResults(tracking);
  for (const [path, text] of texts) expect(text).toBe(await readFile(join(root, path), 'utf8'));
  // To be read in two minutes; rules and separators of tables are no words.
  const words = texts.get('RESULTS.md')?.match(/[^\s|-]\S*/g) ?? [];
  expect(words.length).toBeLessThanOrEqual(1_500);
});

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Where `again` has not what is in `value`. */
function lost(value: unknown, again: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return Object.is(value, again) ? [] : [path];
  if (typeof again !== 'object' || again === null) return [path];
  return Object.entries(value).flatMap(([key, item]) =>
    lost(item, (again as Fields)[key], `${path}.${key}`),
  );
}

/** Read and written again. */
const again = ({ schema }: Kept, value: unknown): unknown =>
  JSON.parse(JSON.stringify(schema.parse(value)));

/** What is not there again. */
function lostOf(one: Kept): string[] {
  const read = again(one, one.value);
  const own = one.inOldWords?.(read as never) ?? read;
  return lost(one.value, own).filter((path) => path !== '.version');
}

/** Every key in a value with its object; `path` is without places in lists. */
function* keysIn(value: unknown, path = ''): Generator<{ of: Fields; key: string; path: string }> {
  if (Array.isArray(value)) {
    for (const item of value) if (isObject(item)) yield* keysIn(item, path);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const own = `${path}.${key}`;
      yield { of: value, key, path: own };
      if (isObject(item)) yield* keysIn(item, own); // most values are numbers
    }
  }
}

/** Names that a record chooses: of other programs' settings, quantities, goals, rates and metrics. */
const chosen = [
  /^(train-judge|pretrain-small): \.(judge|unet|scheduler)\./,
  /^result of exponents: \.(steps\.quantities|solutions)\.[^.]+$/,
  /^result of (width-sweep|weight-starts): \.cells\.(quantities|points)\.[^.]+$/,
  /^(result of )?loraplus-grid: .*\b(claimed|rates|trends\.train|trends\.test|stableTrends)\.[^.]+$/,
  /^measured scores: \.seeds\.scores\./,
];

/** What is done to each key in turn, once for each kind of record and key; the record is as before in the end. */
function changing(
  records: readonly Kept[],
  change: (of: Fields, key: string) => void,
  check: (one: Kept, place: string) => void,
): number {
  const seen = new Set<string>();
  for (const one of records)
    for (const { of, key, path } of keysIn(one.value)) {
      const place = `${one.kind}: ${path}`;
      if (seen.has(place)) continue;
      seen.add(place);
      const before = { ...of };
      change(of, key);
      check(one, place);
      for (const name of Object.keys(of)) delete of[name];
      Object.assign(of, before);
    }
  return seen.size;
}

/** Keys that a migration drops: no run that trains has files measured elsewhere, and verdicts no longer rest on a parabola. */
const dropped = (one: Kept, path: string) =>
  (/^coordinate-(check|axes)$/.test(one.kind) && path === '.measured') ||
  (one.kind.startsWith('result of ') &&
    /^\.(cells\.\d+|modules\.\d+\.steps\.\d+)\.bend/.test(path));

it('every key of every archived record is there again when it is read and written', () => {
  expect(all.length).toBeGreaterThan(20_000);
  const bad = all.flatMap((one) => {
    const { error } = one.schema.safeParse(one.value);
    if (error) return `${one.place}: ${error.issues[0]?.message} at ${error.issues[0]?.path}`;
    const gone = lostOf(one).filter((path) => !dropped(one, path));
    return gone.map((path) => `${one.place}: ${path}`);
  });
  expect(bad).toEqual([]);
});

it('no record is read whose key has another name', () => {
  const changed = changing(
    all,
    (of, key) => {
      of[`${key}_`] = of[key];
      delete of[key];
    },
    (one, place) => {
      // A migration drops it, whatever is in it.
      if (/\.bend(\.|$)/.test(place)) return;
      if (chosen.some((names) => names.test(place)))
        expect(
          lostOf(one).filter((path) => !dropped(one, path)),
          place,
        ).toEqual([]);
      else expect(one.schema.safeParse(one.value).success, place).toBe(false);
    },
  );
  expect(changed).toBeGreaterThan(500);
});

it('no key is filled in that a record of the current version lacks', () => {
  const kinds = new Map(all.map((one) => [one.kind, one]));
  const current = [...kinds.values()].map((one) => ({ ...one, value: again(one, one.value) }));
  changing(
    current.filter(({ value }) => 'version' in (value as Fields)),
    (of, key) => delete of[key],
    (one, place) => {
      if (place.endsWith('.version')) return;
      const read = one.schema.safeParse(one.value);
      if (read.success) expect(JSON.parse(JSON.stringify(read.data)), place).toEqual(one.value);
    },
  );
});
