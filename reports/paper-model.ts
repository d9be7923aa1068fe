import type { RunRecord } from '@singlora/tracking';
import { isPaperModel, paper, type PaperModelName } from '@singlora/records';
import { shortModel } from './short-model.ts';

/** Experiments about another of the paper's models than its first. */
const subjects: Readonly<Record<string, PaperModelName>> = {
  'llama-mnli': 'llama-7b',
  'lr-sensitivity': 'llama-7b',
};

/** The paper's model that a run used, or that its model stands in for. */
export interface PaperModelUse {
  readonly name: PaperModelName;
  readonly title: string;
  readonly standsIn: boolean;
}

export function paperModelOf({
  experiment,
  model,
}: Pick<RunRecord, 'experiment'> & { readonly model: string }): PaperModelUse {
  const own = shortModel(model).toLowerCase();
  if (isPaperModel(own)) return { name: own, title: paper.models[own].title, standsIn: false };
  const name = (Object.hasOwn(subjects, experiment) && subjects[experiment]) || 'roberta-base';
  return { name, title: paper.models[name].title, standsIn: true };
}
