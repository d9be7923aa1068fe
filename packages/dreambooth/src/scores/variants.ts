import { dot, meanVector, units, type Embedding } from './embedding.ts';
import { checkSome, subjectFidelity, type Score, type Similarity } from './scores.ts';

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
export function unpaired(generated: readonly Embedding[], real: readonly Embedding[]): Similarity {
  checkSome(generated, 'generated pictures');
  checkSome(real, 'real pictures');
  const ours = units(generated);
  const theirs = units(real, ours[0]?.length);
  const [a, b] = units([
    { name: 'the mean of the generated pictures', values: meanVector(ours) },
    { name: 'the mean of the real pictures', values: meanVector(theirs) },
  ]) as [Float64Array, Float64Array];
  return { value: dot(a, b), n: generated.length };
}

/** Subject fidelity under its three possible definitions. */
export interface FidelityVariants {
  /** Fidelity as the DreamBooth paper defines it. */
  readonly raw: Score;
  /** Fidelity of embeddings minus the mean of a reference set, so that features common to all pictures do not count. */
  readonly centred: Score;
  /** The similarity of the two means, so that differences within a set do not count. */
  readonly unpaired: Similarity;
}

/**
 * Subject fidelity in its original, centred and unpaired forms.
 *
 * @param reference pictures of many subjects, whose mean is the centre
 * @throws as `subjectFidelity`
 */
export function fidelityVariants(
  generated: readonly Embedding[],
  real: readonly Embedding[],
  reference: readonly Embedding[],
): FidelityVariants {
  return {
    raw: subjectFidelity(generated, real),
    centred: subjectFidelity(centred(generated, reference), centred(real, reference)),
    unpaired: unpaired(generated, real),
  };
}
