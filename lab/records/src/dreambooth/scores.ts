import { z } from 'zod';

/** A score's meaning, and how to read it. */
export interface DreamBoothScore {
  readonly title: string;
  readonly says: string;
  /** `neither`: a higher score means a different picture, not a better one. */
  readonly better: 'more' | 'less' | 'neither';
  /** The paper's column of the same definition. */
  readonly paper?: 'dino' | 'clipImage' | 'clipText';
}

/**
 * Scores of a run's pictures, by their summary keys. The subject and the encoders decide which of them exist.
 */
export const dreamBoothScores = {
  fidelity: {
    title: 'Subject fidelity',
    says: 'mean cosine of the embeddings of drawn and real pictures, all pairs',
    better: 'more',
    paper: 'dino',
  },
  fidelityCentred: {
    title: 'Subject fidelity, centred',
    says: 'the same about the mean embedding of pictures of many subjects',
    better: 'more',
  },
  fidelityUnpaired: {
    title: 'Subject fidelity, unpaired',
    says: 'cosine of the mean embeddings of drawn and of real pictures',
    better: 'more',
  },
  clipImage: {
    title: 'CLIP-I',
    says: 'subject fidelity with CLIP’s embeddings',
    better: 'more',
    paper: 'clipImage',
  },
  clipText: {
    title: 'CLIP-T',
    says: 'mean cosine of CLIP’s embeddings of each picture and its prompt',
    better: 'more',
    paper: 'clipText',
  },
  colours: {
    title: 'Colours in place',
    says: 'share of the subject’s body, parts and pattern in the colours that the renderer gives them',
    better: 'more',
  },
  scene: {
    title: 'Scene as asked',
    says: 'share of pictures in which the judge sees the scene of the prompt',
    better: 'more',
  },
  class: {
    title: 'Class as asked',
    says: 'share of pictures in which the judge sees the class of the prompt',
    better: 'more',
  },
  pickedIdentity: {
    title: 'Picked out',
    says: 'share of pictures that the judge finds nearer to the subject than to others of its class',
    better: 'more',
  },
  pickedColours: {
    title: 'Picked out by colours',
    says: 'share of pictures whose colours are more in place for the subject than for others of its class',
    better: 'more',
  },
  face: {
    title: 'Distance of faces',
    says: 'mean distance of the drawn faces that are found from the real ones, by a descriptor in which one person’s are less than 0.6 apart',
    better: 'less',
  },
  faceFound: {
    title: 'Faces found',
    says: 'share of pictures in which a face is found',
    better: 'more',
  },
  prior: {
    title: 'Drift of the class',
    says: 'subject fidelity of pictures drawn by the class’s prompt, which are to be of other subjects',
    better: 'less',
  },
  diversity: {
    title: 'Diversity of the class',
    says: 'mean of 1 − cosine over pairs of pictures drawn by the class’s prompt',
    better: 'more',
  },
} as const satisfies Readonly<Record<string, DreamBoothScore>>;

/** The key of a score. */
export type DreamBoothScoreName = keyof typeof dreamBoothScores;

const values = Object.fromEntries(
  Object.keys(dreamBoothScores).map((name) => [name, z.number().optional()]),
) as Record<DreamBoothScoreName, z.ZodOptional<z.ZodNumber>>;

/** A line of a run's file of scores: one picture with its per-picture scores. */
export const scoredPicture = z.strictObject({
  name: z.string(),
  prompt: z.string(),
  of: z.enum(['subject', 'class']),
  ...values,
});

/** The keys of a score's values in the summary. */
export const dreamBoothNumber = {
  /** over the pictures drawn */
  mean: (score: DreamBoothScoreName) => score,
  /** the standard deviation of the scores over the pictures drawn */
  spread: (score: DreamBoothScoreName) => `${score}/spread`,
  /** how many pictures were scored */
  pictures: (score: DreamBoothScoreName) => `${score}/pictures`,
  /** the same for the subject's real pictures, compared with each other */
  ceiling: (score: DreamBoothScoreName) => `${score}/ceiling`,
} as const;

/** Values that occur once in a DreamBooth run's summary. */
export interface DreamBoothSummary {
  readonly trainableParameters: number;
  readonly totalParameters: number;
  readonly steps: number;
  readonly trainSeconds: number;
  readonly drawSeconds: number;
}

/** Metrics of a DreamBooth run by step, in addition to `stepMetrics`: scores of the pictures drawn during training. */
export const validationMetric = (score: DreamBoothScoreName): string => `validation/${score}`;

/** Files of a run, by name in its folder. */
export const dreamBoothFiles = {
  /** one picture per prompt, in a row; the first that was drawn */
  row: 'row.webp',
  /** the training pictures, in a row */
  learned: 'learned.webp',
  /** some pictures drawn with the class’s prompt, in a row */
  ofClass: 'class.webp',
  /** each picture's prompt and scores, one line of JSON per picture */
  scores: 'scores.jsonl',
} as const;
