import type { RunRecord } from '@singlora/tracking';
import { paper } from './paper.ts';
import { shortModel } from './short-model.ts';

/** Experiments about another of the paper's models than its first. */
const subjects: Readonly<Record<string, string>> = {
  'llama-mnli': 'llama-7b',
  'lr-sensitivity': 'llama-7b',
};

/** The paper's model that a run used, or that its model stands in for. */
export interface PaperModelUse {
  /** Key of `paper.models`. */
  readonly name: string;
  readonly title: string;
  readonly standsIn: boolean;
}

export function paperModelOf({
  experiment,
  model,
}: Pick<RunRecord, 'experiment'> & { readonly model: string }): PaperModelUse {
  const own = shortModel(model).toLowerCase();
  const isOwn = own in paper.models;
  const name = isOwn ? own : (subjects[experiment] ?? 'roberta-base');
  return { name, title: paper.models[name]?.title ?? name, standsIn: !isOwn };
}
