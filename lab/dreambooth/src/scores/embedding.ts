import { embeddingNotFinite, otherLength, zeroEmbedding } from './errors.ts';

/** An encoder's embedding of one picture or prompt. */
export interface Embedding {
  /** The picture's name or the prompt, for messages and records. */
  readonly name: string;
  /** `[dim]`. Only its direction counts. */
  readonly values: Float32Array | Float64Array;
}

/** @throws DreamBoothError `DREAMBOOTH_EMBEDDING` for an embedding that is zero or not finite */
function unit({ name, values }: Embedding): Float64Array {
  const wide = Float64Array.from(values);
  const bad = wide.filter((value) => !Number.isFinite(value)).length;
  if (bad > 0) throw embeddingNotFinite(name, bad, wide.length);
  const largest = wide.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) throw zeroEmbedding(name);
  // After this division no square overflows or underflows.
  const scaled = wide.map((value) => value / largest);
  const norm = Math.sqrt(dot(scaled, scaled));
  return scaled.map((value) => value / norm);
}

/**
 * The embeddings normalised to length one, in 64 bits.
 *
 * @throws DreamBoothError `DREAMBOOTH_EMBEDDING` naming an embedding that is zero, not finite, or of another dimension than the first
 */
export function units(
  embeddings: readonly Embedding[],
  length = embeddings[0]?.values.length,
): Float64Array[] {
  return embeddings.map((embedding) => {
    const { name, values } = embedding;
    if (length !== undefined && values.length !== length)
      throw otherLength(name, values.length, length);
    return unit(embedding);
  });
}

/** The dot product of two vectors of equal length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The mean of one or more vectors of equal length. */
export function meanVector(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) vector.forEach((value, i) => (sum[i] = (sum[i] ?? 0) + value));
  return sum.map((value) => value / vectors.length);
}
