import {
  colourMatcher,
  embedPictures,
  realFaces,
  realAgainstReal,
  type ColourMatcher,
  type Embedding,
  type FaceEncoder,
  type Judge,
  type NamedPicture,
  type PictureEncoder,
  type PictureFace,
  type RenderedSubject,
  type TextEncoder,
} from '@singlora/dreambooth';
import type { DreamBoothScoreName } from '@singlora/records';
import { mean } from '@singlora/statistics';
import type { LoadedSubject } from './candidates.ts';
import { lineUpOf, pickedOut, type LineUp } from './line-up.ts';

export interface Encoders {
  /** embeds pictures, to measure their similarity to the subject */
  readonly encoder: PictureEncoder;
  /** judges rendered pictures, for rendered subjects */
  readonly judge: Judge | undefined;
  /** embeds people's faces, if these are compared */
  readonly faces: FaceEncoder | undefined;
  readonly clip: { readonly pictures: PictureEncoder; readonly texts: TextEncoder } | undefined;
}

/** A subject with everything that its drawn pictures are compared with. */
export interface KnownSubject extends LoadedSubject {
  /** Embeddings of its reference pictures. */
  readonly real: readonly Embedding[];
  /** The same by CLIP. */
  readonly clipReal: readonly Embedding[];
  /** Their faces, if these are compared. */
  readonly realFaces: readonly PictureFace[];
  /** Compares pictures with a rendered subject's colours. */
  readonly matchColours: ColourMatcher | undefined;
  /** Other subjects of its class, for the identification test. */
  readonly lineUp: LineUp | undefined;
  /** The scores of its reference pictures themselves. */
  readonly ceilings: Ceilings;
}

type Ceilings = Partial<Record<DreamBoothScoreName, number | undefined>>;

/**
 * Embeds and scores a subject's reference pictures, once for all runs.
 * @param others other subjects of its class for a rendered one's identification test
 */
export async function known(
  loaded: LoadedSubject,
  { encoder, judge, faces, clip }: Encoders,
  others: number,
): Promise<KnownSubject> {
  const { subject } = loaded;
  const real = await embedPictures(encoder, subject.references);
  const clipReal = clip ? await embedPictures(clip.pictures, subject.references) : [];
  const matchColours = isRendered(subject) ? colourMatcher(subject.subject) : undefined;
  const lineUp =
    others > 0 && judge && isRendered(subject) ? await lineUpOf(subject, others, judge) : undefined;
  const ownFaces = faces ? await faces.faces(subject.references) : [];
  return {
    ...loaded,
    real,
    clipReal,
    realFaces: ownFaces,
    matchColours,
    lineUp,
    ceilings: {
      fidelity: realAgainstReal(real)?.value,
      clipImage: realAgainstReal(clipReal)?.value,
      ...(faces && faceCeilings(ownFaces)),
      ...(judge &&
        matchColours &&
        isRendered(subject) &&
        (await renderedCeilings(subject, { judge, matchColours }, lineUp))),
    },
  };
}

const faceCeilings = (faces: readonly PictureFace[]): Ceilings => ({
  face: realFaces(faces)?.value,
  faceFound: mean(faces.map(({ descriptor }) => Number(descriptor !== undefined))),
});

async function renderedCeilings(
  subject: RenderedSubject,
  by: RenderedScorers,
  lineUp: LineUp | undefined,
): Promise<Ceilings> {
  const { references, referenceScenes } = subject;
  const scores = await renderedValues(references, (i) => referenceScenes[i], subject, by);
  const picked = lineUp && (await pickedOut(references, scores.colours, lineUp, realAgainstReal));
  return Object.fromEntries(
    Object.entries({ ...scores, ...picked }).map(([name, values]) => [name, mean(values)]),
  );
}

interface RenderedScorers {
  readonly judge: Judge;
  readonly matchColours: ColourMatcher;
}

/** The values of each picture: how far the subject's colours are in place, and whether the judge recognises its scene and class. */
export async function renderedValues(
  pictures: readonly NamedPicture[],
  sceneOf: (i: number) => string | undefined,
  { className }: RenderedSubject,
  { judge, matchColours }: RenderedScorers,
): Promise<Record<'colours' | 'scene' | 'class', number[]>> {
  const seen = await judge.attributes(pictures);
  return {
    colours: pictures.map(({ picture }) => matchColours(picture)),
    scene: seen.map(({ scene }, i) => Number(scene === sceneOf(i))),
    class: seen.map((words) => Number(words.class === className)),
  };
}

/** Whether a subject comes from the renderer, so that the judge has words for it. */
export const isRendered = (subject: LoadedSubject['subject']): subject is RenderedSubject =>
  'scenes' in subject;
