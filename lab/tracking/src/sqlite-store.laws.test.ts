import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chance, damagedBytes, pick, readsOrRefuses } from '@singlora/core/formats/damaged';
import { bundled } from './bundled.test.support.ts';
import { openTracking, TrackingError } from './index.ts';
import { job } from './job.test.support.ts';

const script = await bundled('fixtures/recorder.mjs');
const name = 'runs.db';
const page = 4096;

/** A database with a finished run. */
async function sound(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'sound-'));
  const path = join(folder, name);
  const tracking = await openTracking(path);
  const run = await tracking.start(job());
  for (let step = 0; step < 200; step++) run.log(step, { loss: step });
  await run.artifact('result.json', '{}');
  await run.end('finished', { accuracy: 0.5 });
  await tracking.close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}

readsOrRefuses('a database', {
  sound: [{ [name]: await sound() }],
  /** Damages one page; most often the first, whose end is the text of the schema. */
  damaged(draw, { [name]: file = '' }) {
    const bytes = Buffer.from(file);
    const from = chance(draw, 0.7) ? 0 : page * draw.integer(bytes.length / page);
    const own = bytes.subarray(from, from + page);
    if (chance(draw, 0.5)) own[draw.integer(page)] = pick(draw, [0, 7, 0x80, 0xff]);
    else damagedBytes(draw, own).copy(own);
    return { [name]: chance(draw, 0.9) ? bytes : damagedBytes(draw, bytes) };
  },
  async read(folder) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, join(folder, name)], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    if (status !== 0) throw new Error(`The process ended (${status}): ${stderr}`);
    if (stdout !== '') throw new TrackingError('DATABASE_DAMAGED', stdout.trimEnd());
  },
  refusals: [TrackingError],
  runs: 10,
});
