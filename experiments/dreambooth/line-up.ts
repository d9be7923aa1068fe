import {
  colourMatcher,
  embedPictures,
  renderedSubject,
  subjectFidelity,
  type Embedding,
  type Judge,
  type NamedPicture,
  type RenderedSubject,
  type Score,
} from '@singlora/dreambooth';
import { classNames } from '@singlora/pictures';

/** One of the subjects that a picture may show. */
interface Candidate {
  readonly subject: RenderedSubject['subject'];
  /** The judge's embeddings of its reference pictures. */
  readonly real: readonly Embedding[];
}

/** A rendered subject and others of its class, for identification tests. */
export type LineUp = Awaited<ReturnType<typeof lineUpOf>>;

/** The number of a series of rendered subjects that neither results nor trials use. */
const series = 2;

/** A rendered subject and `count` others of its class, each with the same number of references per scene. */
export async function lineUpOf(own: RenderedSubject, count: number, judge: Judge) {
  const { className, references, scenes } = own;
  const place = classNames.findIndex((name) => name === className);
  const others = Array.from({ length: count }, (_, i) =>
    renderedSubject(place + i * classNames.length, {
      seed: series,
      size: references[0]?.picture.width ?? 0,
      instances: 0,
      referencesPerScene: references.length / scenes.length,
    }),
  );
  const candidates: Candidate[] = [];
  for (const { subject, references } of [own, ...others])
    candidates.push({ subject, real: await embedPictures(judge, references) });
  const [first, ...rest] = candidates as [Candidate, ...Candidate[]];
  return { own: first, others: rest, judge };
}

/**
 * Whether each picture is identified as its own subject, 1 or 0. By identity: its own subject is the nearest of all by the mean
 * cosine of the judge's embeddings. By colours: its own subject's colours are more in place than any other's.
 *
 * @param colours for each picture, how far its own subject's colours are in place
 * @param fidelityOf measures the similarity to its own subject; references are not compared with themselves
 */
export async function pickedOut(
  pictures: readonly NamedPicture[],
  colours: readonly number[],
  { own, others, judge }: LineUp,
  fidelityOf: (embeddings: readonly Embedding[]) => Score | undefined = (embeddings) =>
    subjectFidelity(embeddings, own.real),
): Promise<Partial<Record<'pickedIdentity' | 'pickedColours', number[]>>> {
  const embeddings = await embedPictures(judge, pictures);
  const near = fidelityOf(embeddings)?.byPicture;
  const nearer = others.map(({ real }) => subjectFidelity(embeddings, real).byPicture);
  // Sequentially, because a matcher caches the areas of every pose that it has seen.
  const inPlace = others.map(({ subject }) => {
    const match = colourMatcher(subject);
    return pictures.map(({ picture }) => match(picture));
  });
  return {
    ...(near && {
      pickedIdentity: near.map((value, i) =>
        Number(nearer.every((other) => (other[i] ?? NaN) < value)),
      ),
    }),
    pickedColours: colours.map((value, i) =>
      Number(inPlace.every((other) => (other[i] ?? NaN) < value)),
    ),
  };
}
