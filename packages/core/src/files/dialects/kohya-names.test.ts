import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dotted } from './kohya-names.ts';

/** Made by tools/fixtures/kohya_names.py. */
const file = new URL('../../fixtures/kohya-names.json', import.meta.url);
const names = JSON.parse(readFileSync(file, 'utf8')) as string[];

it("tells the dots in the names of diffusers' U-Nets and CLIP", () => {
  expect(names.map((name) => dotted(name.replaceAll('.', '_')))).toEqual(names);
});

it('knows no others', () => {
  // Stability's own names of the same layers mean others in diffusers.
  for (const name of ['net_down', 'input_blocks_4_1_proj_in', 'down_blocks_', ''])
    expect(dotted(name)).toBeUndefined();
});
