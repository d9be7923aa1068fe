import { estimate, mean, type Estimate } from '@singlora/statistics';
import { embedPictures } from '../scores/embed.ts';
import type { NamedPicture } from '../subjects/read.ts';
import type { SubjectViews } from './batch.ts';
import { attributes, type Attribute } from './config.ts';
import type { Judge } from './files.ts';
import { truthOf } from './labels.ts';
import { similarities, type Similarities } from './similarities.ts';
import type { JudgedView } from './views.ts';

/** A judge's scores on pictures of known content; each an estimate over subjects. */
export interface JudgeScores {
  /** The share of its likeliest words that are right. */
  readonly accuracy: Readonly<Record<Attribute, Estimate>>;
  readonly identity: Similarities;
}

/**
 * Scores a judge on views of subjects.
 *
 * @throws DreamBoothError `JUDGE_SETTING` as `similarities`
 */
export async function scoreJudge(
  judge: Judge,
  subjects: readonly SubjectViews[],
): Promise<JudgeScores> {
  const views = subjects.flat();
  const pictures = views.map(({ picture }, i): NamedPicture => ({
    name: `view ${i + 1}`,
    picture,
  }));
  const judged = await judge.attributes(pictures);
  const embeddings = await embedPictures(judge, pictures, { batchSize: 64 });
  /** Each subject's rows, which belong to its views. */
  const rowsOf = <T>(rows: readonly T[]): T[][] => {
    let end = 0;
    return subjects.map(({ length }) => rows.slice(end, (end += length)));
  };

  const accuracy = attributes.map((name) => {
    const right = views.map((view, i) => Number(judged[i]?.[name] === truthOf(view)[name]));
    return [name, estimate(rowsOf(right).map((own) => mean(own)))] as const;
  });
  const embedded = rowsOf(embeddings).map((own, i) => ({
    class: (subjects[i] as readonly [JudgedView])[0].subject.class,
    views: own,
  }));
  return {
    accuracy: Object.fromEntries(accuracy) as JudgeScores['accuracy'],
    identity: similarities(embedded),
  };
}
