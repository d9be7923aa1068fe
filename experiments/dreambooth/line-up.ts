import {
  colourMatcher,
  embedPictures,
  renderedSubject,
  subjectFidelity,
  type ColourMatcher,
  type Embedding,
  type PictureEncoder,
  type RenderedSubject,
  type Score,
} from '@singlora/dreambooth';
import { classNames } from '@singlora/renderer';

/** One of those that a picture may be of. */
interface Candidate {
  /** Embeddings of its references by the judge. */
  readonly real: readonly Embedding[];
  readonly matchColours: ColourMatcher;
}

/** Held-out subjects of one class, of which a picture is to be given to the right one. */
export interface LineUp {
  readonly own: Candidate;
  readonly others: readonly Candidate[];
}

/** Beside its own subject: by chance one of ten pictures is given to that. */
const otherSubjects = 9;

/** Of rendered subjects, which neither results nor trials have. */
const series = 2;

/** A rendered subject and others of its class, with as many references of each scene. */
export async function lineUpOf(subject: RenderedSubject, judge: PictureEncoder): Promise<LineUp> {
  const candidateOf = async (one: RenderedSubject): Promise<Candidate> => ({
    real: (await embedPictures(judge, one.references)).embeddings,
    matchColours: colourMatcher(one.subject),
  });
  const { className, references, scenes } = subject;
  const place = classNames.findIndex((name) => name === className);
  const others: Candidate[] = [];
  for (let i = 0; i < otherSubjects; i++) {
    const other = renderedSubject(place + i * classNames.length, {
      seed: series,
      size: references[0]?.picture.width ?? 0,
      instances: 0,
      referencesPerScene: references.length / scenes.length,
    });
    others.push(await candidateOf(other));
  }
  return { own: await candidateOf(subject), others };
}

/** Of each picture 1 where its own subject is the nearest of all, by the mean cosine with the references, and else 0. */
export function pickedByIdentity(
  own: Score,
  embeddings: readonly Embedding[],
  { others }: LineUp,
): number[] {
  const values = others.map(({ real }) => subjectFidelity(embeddings, real).byPicture);
  return own.byPicture.map(({ value }, i) =>
    Number(values.every((other) => (other[i]?.value ?? NaN) < value)),
  );
}
