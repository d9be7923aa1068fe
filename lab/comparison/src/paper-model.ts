import {
  gluePlans,
  paper,
  paperModelOfWeights,
  tablePlans,
  type GluePlan,
  type PaperModelName,
} from '@singlora/records';
import { ownValue } from '@singlora/reporting/text';
import type { RunRecord } from '@singlora/tracking';
import { hashesOf } from './recorded-run.ts';

/** Experiments about one of the paper's models other than its first. */
const subjects: Readonly<Record<string, PaperModelName>> = {
  'llama-mnli': 'llama-7b',
  'lr-sensitivity': 'llama-7b',
};

/**
 * The paper's model that runs are about. It is the model whose weights they used, by SHA-256, or else the
 * model of their experiment and preset, which theirs stands in for. A model's name decides nothing.
 */
export function paperModelOf({
  runs: [first],
  experiment,
  preset,
}: {
  readonly experiment: string;
  readonly preset: string;
  readonly runs: readonly { readonly record: Pick<RunRecord, 'assets'> }[];
}) {
  const own = paperModelOfWeights(hashesOf(first?.record, 'model'));
  const name = own ?? ofPreset(preset) ?? ownValue(subjects, experiment) ?? 'roberta-base';
  return { name, title: paper.models[name].title, standsIn: own === undefined };
}

const plans: Readonly<Record<string, GluePlan>> = { ...gluePlans, ...tablePlans };

/** A preset that is a plan is about that plan's model. */
function ofPreset(preset: string): PaperModelName | undefined {
  const plan = ownValue(plans, preset);
  return plan?.paper ?? plan?.standsFor;
}
