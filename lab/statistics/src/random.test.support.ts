import { seededRandom } from './random.ts';

/** Normal numbers of mean 0 and deviation 1 (Box and Muller). */
export function seededNormal(seed: number): () => number {
  const { uniform } = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
