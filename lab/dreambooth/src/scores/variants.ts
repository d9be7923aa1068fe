import { dot, meanVector, units, type Embedding } from './embedding.ts';
import { checkSome } from './scores.ts';

/**
 * Embeddings centred on a reference set: all are normalised to length one, then the reference's mean is subtracted.
 *
 * @throws DreamBoothError `DREAMBOOTH_PAIRS` without a reference; `DREAMBOOTH_EMBEDDING`
 */
export function centred(
  embeddings: readonly Embedding[],
  reference: readonly Embedding[],
): Embedding[] {
  checkSome(reference, 'pictures in the reference set');
  const centre = meanVector(units(reference));
  return units(embeddings, centre.length).map((vector, i) => ({
    name: embeddings[i]?.name ?? '',
    values: vector.map((value, j) => value - (centre[j] ?? 0)),
  }));
}

/**
 * The cosine of two sets' mean embeddings, each embedding first normalised to length one.
 *
 * @throws DreamBoothError `DREAMBOOTH_PAIRS` without pictures; `DREAMBOOTH_EMBEDDING`
 */
export function meanEmbeddingCosine(
  generated: readonly Embedding[],
  real: readonly Embedding[],
): number {
  checkSome(generated, 'generated pictures');
  checkSome(real, 'real pictures');
  const ours = units(generated);
  const theirs = units(real, ours[0]?.length);
  const [a, b] = units([
    { name: 'the mean of the generated pictures', values: meanVector(ours) },
    { name: 'the mean of the real pictures', values: meanVector(theirs) },
  ]) as [Float64Array, Float64Array];
  return dot(a, b);
}
