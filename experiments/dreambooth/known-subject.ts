import {
  embedPictures,
  realFaces,
  realAgainstReal,
  type Embedding,
  type FaceEncoder,
  type Judge,
  type NamedPicture,
  type PictureEncoder,
  type PictureFace,
  type RenderedSubject,
  type Score,
  type TextEncoder,
} from '@singlora/dreambooth';
import type { DreamBoothScoreName } from '@singlora/records';
import { mean } from '@singlora/statistics';
import type { LoadedSubject } from './candidates.ts';
import { lineUpOf, pickedByIdentity, type LineUp } from './line-up.ts';

/** What scores pictures. */
export interface Encoders {
  /** of pictures, for how like its subject one is */
  readonly encoder: PictureEncoder;
  /** of rendered pictures, where these are the subjects */
  readonly judge: Judge | undefined;
  /** of people, where these are asked for */
  readonly faces: FaceEncoder | undefined;
  /** CLIP's two towers */
  readonly clip: { readonly pictures: PictureEncoder; readonly texts: TextEncoder } | undefined;
}

/** A subject with what pictures that are drawn of it are compared with. */
export interface KnownSubject extends LoadedSubject {
  /** Embeddings of its references. */
  readonly real: readonly Embedding[];
  /** The same by CLIP. */
  readonly clipReal: readonly Embedding[];
  /** Their faces, where these are compared. */
  readonly realFaces: readonly PictureFace[];
  /** Of a rendered one, with others of its class. */
  readonly lineUp: LineUp | undefined;
  /** What its references score themselves. */
  readonly ceilings: Ceilings;
}

type Ceilings = Partial<Record<DreamBoothScoreName, number | undefined>>;

/** Embeds and scores a subject's references, once for all runs. */
export async function known(
  loaded: LoadedSubject,
  { encoder, judge, faces, clip }: Encoders,
): Promise<KnownSubject> {
  const { subject } = loaded;
  const real = (await embedPictures(encoder, subject.references)).embeddings;
  const clipReal = clip ? (await embedPictures(clip.pictures, subject.references)).embeddings : [];
  const lineUp = judge && isRendered(subject) ? await lineUpOf(subject, judge) : undefined;
  const ownFaces = faces ? await faces.faces(subject.references) : [];
  return {
    ...loaded,
    real,
    clipReal,
    realFaces: ownFaces,
    lineUp,
    ceilings: {
      fidelity: realAgainstReal(real)?.value,
      clipImage: realAgainstReal(clipReal)?.value,
      ...(faces && faceCeilings(ownFaces)),
      ...(judge &&
        lineUp &&
        isRendered(subject) &&
        (await renderedCeilings(subject, { judge, lineUp }))),
    },
  };
}

const faceCeilings = (faces: readonly PictureFace[]): Ceilings => ({
  face: realFaces(faces)?.value,
  faceFound: mean(faces.map(({ descriptor }) => Number(descriptor !== undefined))),
});

async function renderedCeilings(subject: RenderedSubject, by: RenderedScorers): Promise<Ceilings> {
  const { references, referenceScenes } = subject;
  const scores = await renderedValues(references, {
    ...by,
    subject,
    sceneOf: (i) => referenceScenes[i],
    // Not with themselves.
    fidelityOf: realAgainstReal,
  });
  return Object.fromEntries(Object.entries(scores).map(([name, values]) => [name, mean(values)]));
}

/** What scores pictures of a rendered subject. */
interface RenderedScorers {
  readonly judge: Judge;
  readonly lineUp: LineUp;
}

/** What pictures are to show. */
interface Shown {
  readonly subject: RenderedSubject;
  readonly sceneOf: (i: number) => string | undefined;
  /** By the judge's embeddings. */
  readonly fidelityOf: (embeddings: readonly Embedding[]) => Score | undefined;
}

/**
 * Of each picture: how far it has the subject's colours in place, whether the judge sees the scene that it is in, and the class,
 * and whether the subject is picked out of ten.
 */
export async function renderedValues(
  pictures: readonly NamedPicture[],
  { judge, lineUp, subject, sceneOf, fidelityOf }: RenderedScorers & Shown,
): Promise<Partial<Record<DreamBoothScoreName, number[]>>> {
  const seen = await judge.attributes(pictures);
  const { embeddings } = await embedPictures(judge, pictures);
  const own = fidelityOf(embeddings);
  const colours = pictures.map(({ picture }) => lineUp.own.matchColours(picture).value);
  return {
    colours,
    scene: seen.map(({ attributes }, i) => Number(attributes.scene.word === sceneOf(i))),
    class: seen.map(({ attributes }) => Number(attributes.class.word === subject.className)),
    ...(own && { pickedIdentity: pickedByIdentity(own, embeddings, lineUp) }),
    pickedColours: pictures.map(({ picture }, i) =>
      Number(
        lineUp.others.every(
          ({ matchColours }) => matchColours(picture).value < (colours[i] ?? NaN),
        ),
      ),
    ),
  };
}

/** Whether the judge has words for a subject. */
export const isRendered = (subject: LoadedSubject['subject']): subject is RenderedSubject =>
  'scenes' in subject;

/** Whether a subject is the renderer's, a person or other. */
export const isOfRenderer = (subject: LoadedSubject['subject']): boolean => 'asset' in subject;
