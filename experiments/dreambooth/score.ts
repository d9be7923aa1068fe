import {
  classPrompt,
  cosineDiversity,
  embedPictures,
  embedTexts,
  fidelityVariants,
  matchColours,
  priorPreservation,
  promptFidelity,
  realAgainstReal,
  subjectFidelity,
  type NamedPicture,
  type RenderedSubject,
  type Score,
} from '@singlora/dreambooth';
import { dreamBoothNumber, type DreamBoothScoreName } from '@singlora/records';
import { mean, standardDeviation } from '@singlora/statistics';
import { isRendered, type KnownSubject, type Studio } from './studio.ts';

/** A picture, and what it was drawn by. */
export interface DrawnPicture extends NamedPicture {
  /** Of the subject's prompts, which. */
  readonly asked: number;
  /** filled in */
  readonly prompt: string;
}

/** What a run drew. */
export interface Drawn {
  readonly ofSubject: readonly DrawnPicture[];
  readonly ofClass: readonly NamedPicture[];
}

/** A score of some pictures. */
interface Scored {
  /** of each picture in turn; one alone where it is of all of them at once */
  readonly values: readonly number[];
  /** the same of the subject's real pictures */
  readonly ceiling?: number | undefined;
}

type Scores = Partial<Record<DreamBoothScoreName, Scored>>;

/** Scores of pictures, as a run's summary and, a line each, its file of scores have them. */
export async function scoresOf(
  { ofSubject, ofClass }: Drawn,
  known: KnownSubject,
  studio: Studio,
): Promise<{ summary: Record<string, number>; lines: string }> {
  const subject = await subjectScores(ofSubject, known, studio);
  const prior = await classScores(ofClass, known, studio);
  const prompt = classPrompt(known.subject.className);
  const asked = ofClass.map((picture) => ({ ...picture, prompt }));
  const lines = [...linesOf('subject', ofSubject, subject), ...linesOf('class', asked, prior)].join(
    '',
  );
  return { summary: { ...numbersOf(subject), ...numbersOf(prior) }, lines };
}

/** How like the subject pictures drawn on the way are. */
export async function validationScores(
  pictures: readonly DrawnPicture[],
  { real }: KnownSubject,
  { encoder }: Studio,
): Promise<Partial<Record<DreamBoothScoreName, number>>> {
  const { embeddings } = await embedPictures(encoder, pictures);
  return { fidelity: subjectFidelity(embeddings, real).value };
}

async function subjectScores(
  pictures: readonly DrawnPicture[],
  known: KnownSubject,
  studio: Studio,
): Promise<Scores> {
  const { encoder, many } = studio;
  const { real, subject } = known;
  const { embeddings } = await embedPictures(encoder, pictures);
  const variants = many.length > 0 ? fidelityVariants(embeddings, real, many) : undefined;
  return {
    fidelity: {
      values: valuesOf(subjectFidelity(embeddings, real)),
      ceiling: realAgainstReal(real)?.value,
    },
    ...(variants && {
      fidelityCentred: { values: valuesOf(variants.centred) },
      fidelityUnpaired: { values: [variants.unpaired.value] },
    }),
    ...(await clipScores(pictures, known, studio)),
    ...(isRendered(subject) && (await renderedScores(pictures, subject, studio))),
  };
}

async function clipScores(
  pictures: readonly DrawnPicture[],
  { clipReal = [] }: KnownSubject,
  { clip }: Studio,
): Promise<Scores> {
  if (!clip) return {};
  const { embeddings } = await embedPictures(clip.pictures, pictures);
  const texts = await embedTexts(
    clip.texts,
    pictures.map(({ prompt }) => prompt),
  );
  return {
    clipImage: {
      values: valuesOf(subjectFidelity(embeddings, clipReal)),
      ceiling: realAgainstReal(clipReal)?.value,
    },
    clipText: { values: valuesOf(promptFidelity(embeddings, texts.embeddings)) },
  };
}

/** By what the renderer knows of the subject, and what the judge sees. */
async function renderedScores(
  pictures: readonly DrawnPicture[],
  { subject, scenes, references, referenceScenes, className }: RenderedSubject,
  { judge }: Studio,
): Promise<Scores> {
  const colours = (some: readonly NamedPicture[]) =>
    some.map(({ picture }) => matchColours(picture, subject).value);
  const seen = await judge?.attributes(pictures);
  const seenOfReal = await judge?.attributes(references);
  const agree = (words: readonly string[] = [], wanted: (i: number) => string | undefined) =>
    words.map((word, i) => Number(word === wanted(i)));
  const wordsOf = (name: 'scene' | 'class', of = seen) =>
    of?.map(({ attributes }) => attributes[name].word);
  return {
    colours: { values: colours(pictures), ceiling: mean(colours(references)) },
    scene: {
      values: agree(wordsOf('scene'), (i) => scenes[pictures[i]?.asked ?? 0]),
      ceiling: mean(agree(wordsOf('scene', seenOfReal), (i) => referenceScenes[i])),
    },
    class: {
      values: agree(wordsOf('class'), () => className),
      ceiling: mean(agree(wordsOf('class', seenOfReal), () => className)),
    },
  };
}

async function classScores(
  pictures: readonly NamedPicture[],
  { real }: KnownSubject,
  { encoder }: Studio,
): Promise<Scores> {
  if (pictures.length === 0) return {};
  const { embeddings } = await embedPictures(encoder, pictures);
  const diversity = cosineDiversity(embeddings);
  return {
    prior: { values: valuesOf(priorPreservation(embeddings, real)) },
    ...(diversity && { diversity: { values: valuesOf(diversity) } }),
  };
}

const valuesOf = ({ byPicture }: Score): number[] => byPicture.map(({ value }) => value);

function numbersOf(scores: Scores): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, { values, ceiling }] of entriesOf(scores)) {
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
  const each = entriesOf(scores).filter(([, { values }]) => values.length === pictures.length);
  return pictures.map(({ name, prompt }, i) => {
    const numbers = each.map(([score, { values }]) => [score, rounded(values[i] ?? NaN)]);
    return `${JSON.stringify({ name, prompt, of, ...Object.fromEntries(numbers) })}\n`;
  });
}

const rounded = (value: number): number => Number(value.toFixed(4));

const entriesOf = (scores: Scores) => Object.entries(scores) as [DreamBoothScoreName, Scored][];
