import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { isDamaged, openArchive, TrackingError } from '@singlora/tracking';
import { damagedJson } from '../damage-json.ts';
import { chance, pick, several, small, type Draw } from '../draw.ts';
import type { Reader } from '../reader.ts';

const time = '2026-01-02T03:04:05.000Z';
const environment = {
  ...{ node: 'v22.0.0', platform: 'linux x64', cpu: 'a cpu', cores: 2, threads: 2 },
  ...{ memoryBytes: 2 ** 34, git: { commit: 'abc', branch: 'main', dirty: false } },
  ...{ code: { 'a.ts': 'f00d' }, packages: { tfjs: '4.22.0' }, lockSha256: 'f00d' },
  ...{ argv: [], backend: 'cpu' },
};
const model = {
  ...{ kind: 'model', id: 'mini lm', revision: 'local', source: 'folder', origin: '…/mini lm' },
  sha256: { 'model.safetensors': 'f00d' },
};

function artifactOf(draw: Draw, index: number) {
  const bytes = Buffer.alloc(small(draw, 2000), pick(draw, ['é', 'a"\n', '\u0000']));
  const content = chance(draw, 0.5)
    ? { text: bytes.toString() }
    : { base64: bytes.toString('base64') };
  const kept = 'text' in content ? Buffer.from(content.text ?? '') : bytes;
  const sha256 = createHash('sha256').update(kept).digest('hex');
  return { name: `file${index}.json`, sha256, content };
}

function runOf(draw: Draw, index: number): object {
  const first = chance(draw, 0.3);
  const run = {
    id: index.toString(16).padStart(12, '0'),
    ...{ experiment: 'mnli', identity: 'f00d', config: { rank: 8, rates: [1e-3], ramp: null } },
    ...{ summary: { accuracy: 0.75, loss: 'NaN' }, assets: [model], command: 'npx nx run a:b' },
    ...{ startedAt: time, finishedAt: time },
    ...(first && { environment }),
  };
  const start = { startedAt: time, endedAt: time, fromStep: 0, toStep: null, environment };
  return {
    ...(first ? { format: 1, run } : { format: 2, run, starts: [start] }),
    metrics: { loss: several(draw, 300, (step) => [step, pick(draw, [0.5, 'NaN', -1]), time]) },
    artifacts: several(draw, 3, (at) => artifactOf(draw, at)),
  };
}

const pieces = ['{},', '{"a":1},', '[],', '0,', '"a",', `[1,2,"${time}"],`, '[', '{"":', '"é'];

/** With one piece very often in a list: it packs a thousandfold. */
const swollen = (draw: Draw, text: string): string =>
  text.replace(
    pick(draw, ['"assets":[', '"rates":[', '"loss":[', '"artifacts":[', '"starts":[']),
    (list) => list + pick(draw, pieces).repeat(small(draw, 1_000_000)),
  );

/** How the rest is compressed, or that it is; the rest. */
function make(draw: Draw, damage: boolean): Buffer {
  const line = (index: number): string => {
    const run = runOf(draw, damage && chance(draw, 0.1) ? 0 : index);
    const text = damage && chance(draw, 0.6) ? damagedJson(draw, run) : JSON.stringify(run);
    return `${damage && chance(draw, 0.05) ? swollen(draw, text) : text}\n`;
  };
  const text = Buffer.from(several(draw, 4, line).join(''));
  const way = draw.integer(4);
  return Buffer.concat([Buffer.from([way]), way > 1 ? packed(way, text) : text]);
}

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } };
const packed = (way: number, text: Uint8Array): Buffer =>
  way % 2 === 0 ? gzipSync(text, { level: 1 }) : brotliCompressSync(text, quality);

/** What `runs import` reads, and what is read of it then. A first byte of 0 or 1: the text, which is compressed to be read. */
export const archive: Reader = {
  make,
  read: async (input, folder) => {
    const [way = 0, rest] = [input[0], input.subarray(1)];
    const path = join(folder, way % 2 === 0 ? 'runs.jsonl.gz' : 'runs.jsonl.br');
    writeFileSync(path, way % 4 > 1 ? rest : packed(way, rest));
    const tracking = await openArchive(path);
    try {
      for await (const run of tracking.each()) {
        if (isDamaged(run)) throw new Error(`An imported run is damaged: ${run.problem}`);
        await tracking.metrics(run.id);
      }
    } finally {
      await tracking.close();
    }
  },
  memory: 200e6,
  refuses: (error) => error instanceof TrackingError,
};
