import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSequenceClassifier, saveModel } from '@singlora/models';
import type { Precision } from '@singlora/records';
import { startBackend } from '@singlora/runtime';
import type { StepCase } from './cases.ts';
import { randomWeight } from './random-weights.ts';
import { ours, type BenchSide } from './side.ts';

/** The learning rate of every step. */
export const rate = 1e-3;

/** The job for both sides of a classifier's benchmark. */
export interface ClassifierJob extends Omit<StepCase, 'model' | 'alsoCompiled'> {
  /** A checkpoint of the Hub, or a folder. */
  readonly model: string;
  /** A task whose real rows are trained on, and their number. */
  readonly task?: 'mnli';
  readonly rows?: number | undefined;
  readonly maxLength?: number;
  /** The folder for files that the sides share. */
  readonly folder: string;
}

/** The settings that distinguish sides of one name. */
interface Told {
  readonly precision: Precision;
  readonly padding?: string;
  /** Whether it is compiled by `torch.compile`. */
  readonly compiled?: boolean;
}

/** The sides of a job. Each has its own process and computes in its own precision, since a process's peak memory never falls. */
export function classifierSides(
  job: ClassifierJob,
  own: readonly Told[],
  others: readonly Told[] = [],
): BenchSide[] {
  const { method, against = method } = job;
  const other = otherNames[against] ?? 'PyTorch + peft';
  const side = (name: string, given: object, told: Told): BenchSide => ({
    told: { name, ...told },
    work: 'classifier',
    job: { ...job, ...given, rate },
  });
  return [
    ...own.map((told) => side(ours, {}, told)),
    ...others.map(({ compiled = false, ...told }) =>
      side(`${other}${compiled ? ', compiled' : ''}`, { method: against, compiled }, told),
    ),
  ];
}

/** The names of the other side, by the library of its adapters. */
const otherNames: Readonly<Record<string, string>> = {
  singlora: 'PyTorch, SingLoRA by hand',
  'peft-singlora': 'PyTorch + peft-singlora',
};

/**
 * Writes a model with random weights as a checkpoint that both sides can load, without head and tokenizer.
 *
 * @param config a config.json's content
 */
export async function writeRandomModel(folder: string, config: object): Promise<string> {
  await startBackend({ prefer: 'cpu' });
  const model = createSequenceClassifier(config, { outputs: 1, weight: randomWeight });
  const isHead = (name: string) =>
    model.modulesToSave.some((module) => name.startsWith(`${module}.`));
  const layouts = new Map([...model.layouts].filter(([name]) => !isHead(name)));
  await saveModel(folder, { config, file: 'model.safetensors' }, { ...model, layouts });
  await writeFile(join(folder, 'tokenizer.json'), '{}');
  model.dispose();
  return folder;
}
