import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { startBackend } from './backend.ts';
import { coresOf } from './cores.ts';

it('are all, or as many as are set and there', () => {
  const there = availableParallelism();
  const found = [undefined, '', '1', '99999'].map((SINGLORA_CORES) => coresOf({ SINGLORA_CORES }));
  expect(found).toEqual([there, there, 1, there]);
});

it.each(['0', '-1', '1.5', 'abc'])('are refused before a backend starts: %s', async (given) => {
  await expect(startBackend({ env: { SINGLORA_CORES: given } })).rejects.toMatchObject({
    code: 'BACKEND_CORES',
    message: `SINGLORA_CORES is '${given}'. Set it to the number of cores to use, from 1 on, or leave it out for all.`,
  });
});
