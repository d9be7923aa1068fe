import { randomStream } from '../../packages/runtime/src/random.ts';
import { damageBytes } from './damage-bytes.ts';
import { chance } from './draw.ts';
import type { Reader } from './reader.ts';

/** The input of an index: the same for the same seed, whatever was tried before it. */
export function inputOf(reader: Reader, name: string, seed: number, index: number): Uint8Array {
  const draw = randomStream(seed, 'fuzz', name, index);
  const damage = chance(draw, 0.7);
  const input = reader.make(draw, damage);
  return !damage || chance(draw, 0.3) ? damageBytes(draw, input) : input;
}
