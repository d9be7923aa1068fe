import { mean } from '@singlora/statistics';
import { noEmbeddings, notInPairs } from './errors.ts';
import { dot, units, type Embedding } from './embedding.ts';

/** A mean over pictures, with each picture's own value, so that intervals can be clustered by subject. */
export interface Score {
  readonly value: number;
  readonly byPicture: readonly number[];
}

/** The mean of a value per picture; there is at least one picture. */
export function meanPictureScore<T>(
  pictures: readonly T[],
  valueOf: (picture: T, i: number) => number,
): Score {
  const byPicture = pictures.map(valueOf);
  return { value: mean(byPicture), byPicture };
}

/** @throws DreamBoothError `DREAMBOOTH_PAIRS` for none */
export function checkSome(pictures: readonly unknown[], what: string): void {
  if (pictures.length === 0) throw noEmbeddings(what);
}

/**
 * How similar the generated pictures are to the subject: the mean cosine of all pairs generated × real (Ruiz et al.,
 * arXiv 2208.12242). This is DINO or CLIP-I, depending on the encoder. For pictures drawn without an adapter it is the
 * floor.
 *
 * @throws DreamBoothError `DREAMBOOTH_PAIRS` without pictures; `DREAMBOOTH_EMBEDDING`
 */
export function subjectFidelity(
  generated: readonly Embedding[],
  real: readonly Embedding[],
): Score {
  checkSome(generated, 'generated pictures');
  checkSome(real, 'real pictures');
  const ours = units(generated);
  const theirs = units(real, ours[0]?.length);
  return meanPictureScore(ours, (own) => mean(theirs.map((one) => dot(own, one))));
}

/**
 * How much the class has become the subject, PRES in the same paper: the mean cosine between pictures drawn with
 * the class's prompt, without the identifier, and the subject's real ones. Lower is better.
 *
 * @throws as `subjectFidelity`
 */
export const priorPreservation = (
  ofClass: readonly Embedding[],
  real: readonly Embedding[],
): Score => subjectFidelity(ofClass, real);

/**
 * How well pictures follow their prompts, CLIP-T: the mean cosine of each picture with its own prompt.
 *
 * @param prompts one for each picture
 * @throws DreamBoothError `DREAMBOOTH_PAIRS`, `DREAMBOOTH_EMBEDDING`
 */
export function promptFidelity(
  pictures: readonly Embedding[],
  prompts: readonly Embedding[],
): Score {
  checkSome(pictures, 'pictures');
  if (pictures.length !== prompts.length) throw notInPairs(pictures.length, prompts.length);
  const ours = units(pictures);
  const theirs = units(prompts, ours[0]?.length);
  return meanPictureScore(ours, (own, i) => dot(own, theirs[i] as Float64Array));
}

/** Each picture's score is a function of its cosines with all others. */
function amongThemselves(pictures: readonly Embedding[], valueOf: (cosine: number) => number) {
  if (pictures.length < 2) return undefined;
  const vectors = units(pictures);
  return meanPictureScore(vectors, (own, i) => {
    const others = vectors.filter((_, j) => j !== i);
    return mean(others.map((other) => valueOf(dot(own, other))));
  });
}

/**
 * The ceiling of subject fidelity: the mean cosine of pairs of different real pictures. None for fewer than two.
 *
 * @throws DreamBoothError `DREAMBOOTH_EMBEDDING`
 */
export const realAgainstReal = (real: readonly Embedding[]): Score | undefined =>
  amongThemselves(real, (cosine) => cosine);

/**
 * How different pictures of one prompt are: the mean of 1 − cosine over pairs of them. The paper's DIV is the mean LPIPS
 * distance instead, so only differences between methods are comparable with it. None for fewer than two.
 *
 * @throws DreamBoothError `DREAMBOOTH_EMBEDDING`
 */
export const cosineDiversity = (pictures: readonly Embedding[]): Score | undefined =>
  amongThemselves(pictures, (cosine) => 1 - cosine);
