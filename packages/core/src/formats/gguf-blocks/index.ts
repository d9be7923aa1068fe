import { elementBytes, widenings, type Dtype, type Widen } from '../dtype.ts';
import type { BlockType } from './block-type.ts';
import { q2_k } from './q2-k.ts';
import { q3_k } from './q3-k.ts';
import { q4_0, q4_1 } from './q4.ts';
import { q4_k, q5_k } from './q45-k.ts';
import { q5_0, q5_1 } from './q5.ts';
import { q6_k } from './q6-k.ts';
import { q8_0, q8_k } from './q8.ts';

export type { BlockType } from './block-type.ts';

/** A type that is not quantised: each value is its own block. */
function plain(name: Dtype): BlockType {
  return { name, numbers: 1, bytes: elementBytes[name], dequantise: widenings[name] as Widen };
}

/** The types that can be read, by ggml's id of the type. */
export const blockTypes: ReadonlyMap<number, BlockType> = new Map([
  [0, plain('F32')],
  [1, plain('F16')],
  [2, q4_0],
  [3, q4_1],
  [6, q5_0],
  [7, q5_1],
  [8, q8_0],
  [10, q2_k],
  [11, q3_k],
  [12, q4_k],
  [13, q5_k],
  [14, q6_k],
  [15, q8_k],
  [28, plain('F64')],
  [30, plain('BF16')],
]);

export const supportedBlocks: readonly string[] = [...blockTypes.values()].map(({ name }) => name);

/** The other types that ggml knows, for messages. */
export const typeNames: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  29: 'IQ1_M',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
  40: 'NVFP4',
};
