import { format } from '@singlora/reporting';
import { paper } from '../paper.ts';
import { shortModel } from '../short-model.ts';
import type { Setting } from './setting.ts';

/** Something used in place of the paper's own. */
export interface StandIn {
  readonly badge: string;
  readonly sentence: string;
  /** The same inside a sentence: "10,471 of 392,702 training rows". */
  readonly phrase: string;
}

const paperModel = paper.protocol['model'];

/** What readers should know of models that have seen a task before. */
const caveats: Readonly<Record<string, string>> = {
  'all-MiniLM-L6-v2':
    'It was itself trained on sentence pairs that include MultiNLI’s, as a sentence encoder and without this head.',
};

/** In what a setting is less than the paper's. */
export function standInsOf({ task, model, rows, trainRows, evalRows }: Setting): StandIn[] {
  const found: StandIn[] = [];
  const official = paper.tasks[task];
  const title = official?.title ?? task;
  const name = shortModel(model);
  if (rows === 'built-in')
    found.push({
      badge: 'Built-in rows',
      sentence: `The rows are sentence pairs of this project’s own making, in place of ${title}’s. They show that everything runs; an accuracy on them is no ${title} result.`,
      phrase: `rows of our own making stand in for ${title}’s`,
    });
  if (paperModel && name !== paperModel.value)
    found.push({
      badge: 'Stand-in model',
      sentence:
        `${name} stands in for the paper’s ${paperModel.text}. ${caveats[name] ?? ''}`.trim(),
      phrase: `${name} stands in for ${paperModel.text}`,
    });
  if (official && rows === 'real' && trainRows < official.trainRows)
    found.push({
      badge: 'Part of the rows',
      sentence: `${format.count(trainRows)} of ${title}’s ${format.count(official.trainRows)} training rows.`,
      phrase: `${format.count(trainRows)} of ${format.count(official.trainRows)} training rows were used`,
    });
  if (official && rows === 'real' && evalRows < official.devRows)
    found.push({
      badge: 'Part of the dev rows',
      sentence: `Scored on ${format.count(evalRows)} of ${format.count(official.devRows)} ${official.devTitle} rows.`,
      phrase: `${format.count(evalRows)} of ${format.count(official.devRows)} dev rows were scored`,
    });
  return found;
}
