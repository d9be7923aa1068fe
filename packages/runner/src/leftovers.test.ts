import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writerTag } from '@singlora/files';
import { expect, it } from 'vitest';
import { removeLeftovers } from './leftovers.ts';

it('removes half-written files, also in folders, and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
  const uuid = '01234567-89ab-cdef-0123-456789abcdef';
  const living = `a/b/.state-3.safetensors.${writerTag()}.partial`;
  const kept = [
    living,
    'units.jsonl',
    'my.tmp',
    'notes.partial',
    `${uuid}.tmp.txt`,
    'a/b/state-1.safetensors',
  ];
  const gone = [`result.json.${uuid}.tmp`, `a/b/.state-2.safetensors.${uuid}.partial`];
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  for (const name of [...kept, ...gone]) writeFileSync(join(folder, name), 'x');
  await removeLeftovers(folder);
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => !['a', 'a/b'].includes(name)).toSorted()).toEqual(kept.toSorted());
  rmSync(folder, { recursive: true });
});
