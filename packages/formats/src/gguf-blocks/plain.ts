import { elementBytes, widenings, type Dtype, type Widen } from '../dtype.ts';
import type { BlockType } from './block-type.ts';

/** A type that is not quantised: each number is a block of its own. */
export function plain(name: Dtype): BlockType {
  return { name, numbers: 1, bytes: elementBytes[name], dequantise: widenings[name] as Widen };
}
