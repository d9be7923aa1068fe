import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCommand } from '../testing/run-command.ts';
import { openWorkplace, type Workplace } from '../testing/workplace.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';

describe('caches whose bytes have changed', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await openWorkplace();
  });
  afterAll(() => place.dispose());

  test('a changed blob of the Hugging Face cache is named, whatever its time says', async () => {
    const folder = join(place.folder, 'blob');
    const cache = join(place.folder, 'hub');
    const blobs = cacheModel(cache, 'someone/tiny', join(place.folder, 'model'));
    const start = (more: readonly string[] = []) =>
      startCommand(
        'mnli',
        ['--preset=smoke', '--methods=singlora', '--model=someone/tiny', ...more],
        folder,
        { HF_HUB_CACHE: cache, XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] },
      ).ended;
    const before = await start();
    expect([before.code, before.code === 0 ? '' : before.output]).toEqual([0, '']);
    const weights = blobs['model.safetensors'] ?? '';
    flipByte(weights, statSync(weights).size - 1);
    const after = await start(['--seeds=1']);
    expect([after.code, after.output]).toEqual([1, expect.stringContaining(weights)]);
  });
});

/** Puts a folder's files into the cache in huggingface_hub's layout; returns the blobs by file name. */
function cacheModel(cache: string, id: string, from: string): Record<string, string> {
  const repository = join(cache, `models--${id.replace('/', '--')}`);
  const snapshot = join(repository, 'snapshots', commit);
  for (const name of ['blobs', 'refs']) mkdirSync(join(repository, name), { recursive: true });
  mkdirSync(snapshot, { recursive: true });
  writeFileSync(join(repository, 'refs', 'main'), commit);
  return Object.fromEntries(
    readdirSync(from).map((name) => {
      const bytes = readFileSync(join(from, name));
      const blob = join(repository, 'blobs', createHash('sha256').update(bytes).digest('hex'));
      writeFileSync(blob, bytes);
      symlinkSync(blob, join(snapshot, name));
      return [name, blob];
    }),
  );
}

/** Flips a byte and restores the file's time. */
function flipByte(path: string, at: number): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}
