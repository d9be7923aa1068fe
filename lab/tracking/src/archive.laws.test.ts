import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import {
  chance,
  damagedBytes,
  damagedJson,
  pick,
  readsOrRefuses,
  several,
  small,
  type Draw,
  type Files,
} from '@singlora/core/formats/damaged';
import { isDamaged, openArchive, TrackingError } from './index.ts';

const time = '2026-01-02T03:04:05.000Z';
const environment = {
  node: 'v22.0.0',
  platform: 'linux x64',
  cpu: 'a cpu',
  cores: 2,
  threads: 2,
  memoryBytes: 2 ** 34,
  git: { commit: 'abc', branch: 'main', dirty: false },
  code: { 'a.ts': 'f00d' },
  packages: { tfjs: '4.22.0' },
  lockSha256: 'f00d',
  argv: [],
  backend: 'cpu',
};
const model = {
  kind: 'model',
  id: 'mini lm',
  revision: 'local',
  source: 'folder',
  origin: '…/mini lm',
  sha256: { 'model.safetensors': 'f00d' },
};
const texts = ['é', 'a"\n', '\u0000'];

/** An archived run, with artifacts as text or in base 64. */
function runOf(index: number, asText: boolean): object {
  const run = {
    id: index.toString(16).padStart(12, '0'),
    experiment: 'mnli',
    identity: 'f00d',
    config: { rank: 8, rates: [1e-3], ramp: null },
    summary: { accuracy: 0.75, loss: 'NaN' },
    assets: [model],
    command: 'npx nx run a:b',
    startedAt: time,
    finishedAt: time,
  };
  const start = { startedAt: time, endedAt: time, fromStep: 0, toStep: null, environment };
  return {
    format: 4,
    run,
    starts: [start],
    hashes: null,
    metrics: { loss: [0.5, 'NaN', -1].map((value, step) => [step, value, time]) },
    artifacts: texts.map((text, i) => ({
      name: `file${i}.json`,
      sha256: createHash('sha256').update(text).digest('hex'),
      content: asText ? { text } : { base64: Buffer.from(text).toString('base64') },
    })),
  };
}

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } };
const packed = (text: string, hurt: (bytes: Buffer) => Buffer, gzip: boolean): Files =>
  gzip
    ? { 'runs.jsonl.gz': hurt(gzipSync(text, { level: 1 })) }
    : { 'runs.jsonl.br': hurt(brotliCompressSync(text, quality)) };

const pieces = ['{},', '{"a":1},', '[],', '0,', '"a",', `[1,2,"${time}"],`, '[', '{"":', '"é'];

/** The text with one piece repeated in a long list: it compresses a thousandfold. */
const swollen = (draw: Draw, text: string): string =>
  text.replace(
    pick(draw, ['"assets":[', '"rates":[', '"loss":[', '"artifacts":[', '"starts":[']),
    (list) => list + pick(draw, pieces).repeat(small(draw, 1_000_000)),
  );

/** A run whose last artifact follows in lines of its own. */
function runWithPieces(index: number): object[] {
  const run = runOf(index, false) as { artifacts: object[] };
  const piece = { base64: Buffer.from('pie').toString('base64') };
  const sha256 = createHash('sha256').update('piepie').digest('hex');
  const beside = { name: 'beside/model', sha256, content: { lines: 2 } };
  const artifacts = [...run.artifacts, beside];
  return [{ ...run, artifacts }, piece, piece];
}

const texted = (all: readonly object[]) => all.map((one) => `${JSON.stringify(one)}\n`).join('');
const lines = texted([...[0, 1, 2].map((index) => runOf(index, index > 1)), ...runWithPieces(3)]);

readsOrRefuses('an archive of runs', {
  sound: [true, false].map((gzip) => packed(lines, (bytes) => bytes, gzip)),
  damaged(draw) {
    const line = (index: number): string => {
      const run = runOf(chance(draw, 0.1) ? 0 : index, chance(draw, 0.3));
      const text = chance(draw, 0.6) ? damagedJson(draw, run) : JSON.stringify(run);
      return `${chance(draw, 0.05) ? swollen(draw, text) : text}\n`;
    };
    const some = runWithPieces(5).filter(() => chance(draw, 0.9));
    const hurt = some.map((one) =>
      chance(draw, 0.2) ? damagedJson(draw, one) : JSON.stringify(one),
    );
    const beside = hurt.map((one) => `${one}\n`).join('');
    const text = `${several(draw, 4, line).join('')}${chance(draw, 0.5) ? beside : ''}`;
    return packed(
      text,
      (bytes) => (chance(draw, 0.3) ? damagedBytes(draw, bytes) : bytes),
      chance(draw, 0.5),
    );
  },
  /** Imports the archive as `runs import` does, and reads its runs and metrics. */
  async read(folder) {
    const tracking = await openArchive(...readdirSync(folder).map((name) => join(folder, name)));
    try {
      for await (const run of tracking.each()) {
        if (isDamaged(run)) throw new Error(`An imported run is damaged: ${run.problem}`);
        await tracking.metrics(run.id);
      }
    } finally {
      await tracking.close();
    }
  },
  refusals: [TrackingError],
  memory: 200e6,
});
