import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  dreamBoothFiles,
  dreamBoothRunConfig,
  findingsFile,
  glueRunConfig,
  judgeRunConfig,
  measuredRecord,
  pretrainingRunConfig,
  scoredPicture,
  unreadPart,
} from '@singlora/records';
import { checks } from '@singlora/theory';
import { recordedBytes, type RunRecord, type Tracking } from '@singlora/tracking';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { z } from 'zod';
import { identityProblem } from '@singlora/comparison';
import { verdictOn } from '../findings/difference.ts';
import { archives, openArchives, repositoryRoot } from './results.ts';

/** A recorded value, and its schema. */
interface Kept {
  /** Unique to its schema. */
  readonly kind: string;
  readonly place: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
  /** The length of the value as text, in characters. */
  readonly size: number;
}

/** The configurations of experiments that are neither checks nor GLUE's. */
const configs: Readonly<Record<string, z.ZodType>> = {
  dreambooth: dreamBoothRunConfig,
  faces: dreamBoothRunConfig,
  'pretrain-small': pretrainingRunConfig,
  'train-judge': judgeRunConfig,
};

function* keptOf(run: RunRecord): Generator<Kept> {
  const { id, experiment, config } = run;
  const check = checks.find((one) => one.name === experiment && one.shows(config));
  const own = configs[experiment];
  const kind = check?.id ?? (own ? experiment : 'glue');
  const schema = check?.record.config ?? own ?? glueRunConfig;
  const { length: size } = JSON.stringify(config);
  yield { kind, place: `run ${id}`, schema, value: config, size };
  for (const artifact of run.artifacts) {
    const textOf = () => recordedBytes(artifact).toString('utf8');
    const place = `${artifact.name} of run ${id}`;
    const from = (text: string, of: Pick<Kept, 'kind' | 'schema'>): Kept => ({
      ...of,
      place,
      size: text.length,
      value: JSON.parse(text) as unknown,
    });
    if (check && artifact.name === 'result.json')
      yield from(textOf(), { kind: `result of ${kind}`, schema: check.record.result });
    if (artifact.name === dreamBoothFiles.scores)
      for (const line of textOf().trim().split('\n'))
        yield from(line, { kind: 'scores', schema: scoredPicture });
  }
}

const filesIn = (folder: string, end: RegExp) =>
  readdirSync(folder)
    .filter((name) => end.test(name))
    .map((name) => join(folder, name));

let tracking: Tracking;
/** The smallest first. */
let all: Kept[];
/** All of their keys. */
let keys: readonly KeyOf[];
beforeAll(async () => {
  tracking = await openArchives();
  const bench = filesIn(join(archives, 'bench'), /\.json$/).map((place): Kept => {
    const text = readFileSync(place, 'utf8');
    const value = JSON.parse(text) as { kind: string };
    const kind = `measured ${value.kind}`;
    return { kind, place, schema: measuredRecord, value, size: text.length };
  });
  const runs = (await tracking.list()).flatMap((run) => [...keptOf(run)]);
  all = [...runs, ...bench].sort((one, other) => one.size - other.size);
  keys = keysOf(all);
});
afterAll(() => tracking.close());

const committed = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');

it('RESULTS.md is read in minutes, and speaks of nothing that a page alone has', () => {
  const text = committed('RESULTS.md');
  expect(text.trim().split(/\s+/).length).toBeLessThanOrEqual(900);
  expect(text).not.toMatch(/(?:Marked|Dashed|Dot): |shown in pictures/);
});

it('every finding is a valid record of its own name, of sides and a design that are there', () => {
  const { designs, findings } = findingsFile.parse(JSON.parse(committed('results/findings.json')));
  const ids = findings.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const sidesOf = new Map(designs.map(({ id, sides }) => [id, sides.map(({ label }) => label)]));
  for (const one of findings) {
    if (one.kind !== 'claim') expect(sidesOf.has(one.design), one.id).toBe(true);
    if (one.kind !== 'difference') continue;
    expect(sidesOf.get(one.design), one.id).toEqual(expect.arrayContaining([one.one, one.other]));
    expect(verdictOn(one).kind, one.id).toBe(one.verdict);
  }
});

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** The value after writing and parsing it again. */
const written = (read: unknown): unknown => JSON.parse(JSON.stringify(read));

/** A key of a kind of record, in the smallest record that has it. */
interface KeyOf {
  readonly one: Kept;
  /** The object that contains it. */
  readonly of: Fields;
  readonly key: string;
  /** The path of the key, without list indices. */
  readonly path: string;
}

/** Each key of each kind of record once. */
function keysOf(records: readonly Kept[]): KeyOf[] {
  const found: KeyOf[] = [];
  const seen = new Map<string, Set<string>>();
  for (const one of records) {
    const own = seen.get(one.kind) ?? new Set();
    seen.set(one.kind, own);
    const look = (value: unknown, path: string) => {
      if (Array.isArray(value)) {
        for (const item of value) if (isObject(item)) look(item, path);
      } else if (isObject(value)) {
        for (const key of Object.keys(value)) {
          const to = `${path}.${key}`;
          if (!own.has(to)) found.push({ one, of: value, key, path: to });
          own.add(to);
          if (isObject(value[key])) look(value[key], to); // most values are numbers
        }
      }
    };
    look(one.value, '');
  }
  return found;
}

/** Maps with keys chosen by the record: other programs' settings, a method's own settings, quantities, goals, rates and metrics. */
const chosen = [
  /^(glue|dreambooth): \.adapter\.(?!(method|r|lora_alpha)$)/,
  /^(train-judge|pretrain-small): \.(judge|unet|scheduler)\./,
  /^result of exponents: \.(steps\.quantities|solutions)\.[^.]+$/,
  /^result of (width-sweep|weight-starts|sweep-axes): \.cells\.(quantities|points)\.[^.]+$/,
  /^measured scores: \.seeds\.scores\./,
];

/** Applies a change to each key in turn and checks the result; restores the record. */
function changing(
  all: readonly KeyOf[],
  change: (of: Fields, key: string) => void,
  check: (key: KeyOf, place: string) => void,
): void {
  for (const each of all) {
    const { one, of, key, path } = each;
    const before = { ...of };
    change(of, key);
    check(each, `${one.kind}: ${path}`);
    for (const name of Object.keys(of)) delete of[name];
    Object.assign(of, before);
  }
}

it('every identity of an archived run that can be checked is its own', async () => {
  const wrong = (await tracking.list()).filter((run) => identityProblem(run) !== undefined);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

it('every archived record is the same when it is read and written', () => {
  expect(all.length).toBeGreaterThan(20_000);
  const bad = all.flatMap(({ place, schema, value }) => {
    const { error, data } = schema.safeParse(value);
    if (error) return `${place} ${unreadPart(error)}`;
    return isDeepStrictEqual(written(data), value) ? [] : place;
  });
  expect(bad).toEqual([]);
});

it('no record is read whose key has another name', () => {
  expect(keys.length).toBeGreaterThan(500);
  changing(
    keys,
    (of, key) => {
      of[`${key}_`] = of[key];
      delete of[key];
    },
    ({ one }, place) => {
      const { success, data } = one.schema.safeParse(one.value);
      if (chosen.some((names) => names.test(place)))
        expect(written(data), place).toEqual(one.value);
      else expect(success, place).toBe(false);
    },
  );
});

it('no key is filled in that a record lacks', () => {
  changing(
    keys,
    (of, key) => delete of[key],
    ({ one }, place) => {
      const { success, data } = one.schema.safeParse(one.value);
      if (success && !isDeepStrictEqual(written(data), one.value))
        expect(written(data), place).toEqual(one.value);
    },
  );
});
