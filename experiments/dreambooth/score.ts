import {
  centred,
  classPrompt,
  cosineDiversity,
  embedPictures,
  embedTexts,
  faceIdentity,
  priorPreservation,
  promptFidelity,
  subjectFidelity,
  meanEmbeddingCosine,
  type NamedPicture,
} from '@singlora/dreambooth';
import { dreamBoothNumber, type DreamBoothScoreName } from '@singlora/records';
import { mean, standardDeviation } from '@singlora/statistics';
import { isRendered, renderedValues, type Encoders, type KnownSubject } from './known-subject.ts';
import { pickedOut } from './line-up.ts';
import type { Studio } from './studio.ts';

export interface DrawnPicture extends NamedPicture {
  /** The index of its prompt among the subject's. */
  readonly asked: number;
  /** its prompt, filled in */
  readonly prompt: string;
}

/** The pictures that a run drew. */
export interface DrawnPictures {
  readonly ofSubject: readonly DrawnPicture[];
  readonly ofClass: readonly NamedPicture[];
}

/** The scores of each picture in order, or a single score for all of them. */
type Scores = Partial<Record<DreamBoothScoreName, readonly number[]>>;

/** Scores of pictures, in the form of a run's summary, and line by line for its file of scores. */
export async function pictureScores(
  { ofSubject, ofClass }: DrawnPictures,
  known: KnownSubject,
  studio: Studio,
) {
  const subject = await subjectScores(ofSubject, known, studio);
  const prior = await classScores(ofClass, known, studio);
  const prompt = classPrompt(known.subject.className);
  const asked = ofClass.map((picture) => ({ ...picture, prompt }));
  const lines = [...linesOf('subject', ofSubject, subject), ...linesOf('class', asked, prior)].join(
    '',
  );
  const summary = { ...numbersOf(subject, known.ceilings), ...numbersOf(prior, {}) };
  return { summary, lines };
}

/** The similarity to the subject of pictures drawn during training. */
export async function validationScores(
  pictures: readonly DrawnPicture[],
  { real }: KnownSubject,
  { encoder }: Encoders,
): Promise<Partial<Record<DreamBoothScoreName, number>>> {
  const embeddings = await embedPictures(encoder, pictures);
  return { fidelity: subjectFidelity(embeddings, real).value };
}

async function subjectScores(
  pictures: readonly DrawnPicture[],
  known: KnownSubject,
  { encoder, many, judge, faces, clip }: Studio,
): Promise<Scores> {
  const { real } = known;
  const embeddings = await embedPictures(encoder, pictures);
  return {
    fidelity: subjectFidelity(embeddings, real).byPicture,
    ...(many.length > 0 && {
      fidelityCentred: subjectFidelity(centred(embeddings, many), centred(real, many)).byPicture,
      fidelityUnpaired: [meanEmbeddingCosine(embeddings, real)],
    }),
    ...(await clipScores(pictures, known, { clip })),
    ...(await faceScores(pictures, known, { faces })),
    ...(await renderedScores(pictures, known, { judge })),
  };
}

/** The scores of pictures of a rendered subject, if the judge is available. */
async function renderedScores(
  pictures: readonly DrawnPicture[],
  { subject, matchColours, lineUp }: KnownSubject,
  { judge }: Pick<Encoders, 'judge'>,
): Promise<Scores> {
  if (!judge || !matchColours || !isRendered(subject)) return {};
  const sceneOf = (i: number) => subject.scenes[pictures[i]?.asked ?? 0];
  const values = await renderedValues(pictures, sceneOf, subject, { judge, matchColours });
  return { ...values, ...(lineUp && (await pickedOut(pictures, values.colours, lineUp))) };
}

async function clipScores(
  pictures: readonly DrawnPicture[],
  { clipReal }: KnownSubject,
  { clip }: Pick<Encoders, 'clip'>,
): Promise<Scores> {
  if (!clip) return {};
  const embeddings = await embedPictures(clip.pictures, pictures);
  const texts = await embedTexts(
    clip.texts,
    pictures.map(({ prompt }) => prompt),
  );
  return {
    clipImage: subjectFidelity(embeddings, clipReal).byPicture,
    clipText: promptFidelity(embeddings, texts).byPicture,
  };
}

async function faceScores(
  pictures: readonly DrawnPicture[],
  { realFaces }: KnownSubject,
  { faces }: Pick<Encoders, 'faces'>,
): Promise<Scores> {
  if (!faces) return {};
  const { found, distance } = faceIdentity(await faces.faces(pictures), realFaces);
  return { faceFound: found.byPicture, ...(distance && { face: distance.byPicture }) };
}

async function classScores(
  pictures: readonly NamedPicture[],
  { real }: KnownSubject,
  { encoder }: Encoders,
): Promise<Scores> {
  if (pictures.length === 0) return {};
  const embeddings = await embedPictures(encoder, pictures);
  const diversity = cosineDiversity(embeddings);
  return {
    prior: priorPreservation(embeddings, real).byPicture,
    ...(diversity && { diversity: diversity.byPicture }),
  };
}

function numbersOf(scores: Scores, ceilings: KnownSubject['ceilings']): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, values] of entriesOf(scores)) {
    const { [name]: ceiling } = ceilings;
    numbers[dreamBoothNumber.mean(name)] = mean(values);
    numbers[dreamBoothNumber.pictures(name)] = values.length;
    if (values.length > 1) numbers[dreamBoothNumber.spread(name)] = standardDeviation(values);
    if (ceiling !== undefined) numbers[dreamBoothNumber.ceiling(name)] = ceiling;
  }
  return numbers;
}

function linesOf(
  of: 'subject' | 'class',
  pictures: readonly { readonly name: string; readonly prompt: string }[],
  scores: Scores,
): string[] {
  const each = entriesOf(scores).filter(([, values]) => values.length === pictures.length);
  return pictures.map(({ name, prompt }, i) => {
    const numbers = each.map(([score, values]) => [score, rounded(values[i] ?? NaN)]);
    return `${JSON.stringify({ name, prompt, of, ...Object.fromEntries(numbers) })}\n`;
  });
}

const rounded = (value: number): number => Number(value.toFixed(4));

const entriesOf = (scores: Scores) =>
  Object.entries(scores) as [DreamBoothScoreName, readonly number[]][];
