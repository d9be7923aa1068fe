import type { RandomSource } from '@singlora/core';
import { checkpointFiles, type Assets } from '@singlora/hub';
import { describedBlueprint } from '../blueprint.ts';
import { readCheckpoint, type CheckpointOptions } from '../checkpoint.ts';
import { buildModel } from '../model.ts';
import { moduleTensors } from '../module.ts';
import { readConfig } from '../weight-file.ts';
import { architectures } from './architectures.ts';
import { withHead } from './classifier.ts';
import { initialHead, outputModule, reorderOutputs } from './head.ts';
import { checkpointLabels, outputOrder } from './labels.ts';
import type { ClassifierConfig, LoadedClassifier } from './sequence-classifier.ts';

/** The task's classes, the initial weights of a missing head, and settings that replace the checkpoint's. */
export type ClassifierOptions = CheckpointOptions &
  (
    | {
        /** The task's classes, in the order of its label ids. */
        labels: readonly string[];
        outputs?: never;
      }
    | {
        /** The number of the task's classes, or 1 for regression. */
        outputs: number;
        labels?: never;
      }
  ) & {
    /** The source of a head's weights, where the checkpoint has none: N(0, initializer_range²), biases 0. */
    random: RandomSource;
    /** Replaces all of the checkpoint's dropout rates. */
    dropout?: number;
    /** Draws a new head, even where the checkpoint has one. */
    freshHead?: boolean;
    /** Receives notices for the user. */
    onNotice?: (text: string) => void;
  };

/**
 * Loads a checkpoint as a sequence classifier, by its config.json's `model_type`. A trained head is
 * used where its classes are the task's, with its outputs reordered to the task's order. All errors
 * are found before any weight is read, except values that are not finite.
 * @throws {ModelError} for an unsupported architecture or configuration, weights that do not fit, or
 *   a head for other classes
 */
export async function loadSequenceClassifier(
  assets: Assets,
  options: ClassifierOptions,
): Promise<LoadedClassifier> {
  const { random, dropout, freshHead = false, onNotice } = options;
  const classes = options.labels === undefined ? options.outputs : options.labels;
  const numLabels = typeof classes === 'number' ? classes : classes.length;
  const files = checkpointFiles(assets);
  const configPath = files.config.path;
  const json = await readConfig(configPath);
  const blueprint = describedBlueprint(architectures, configPath, json, dropout);
  const head = blueprint.head(numLabels);
  let order: number[] | undefined;
  const layout = {
    ...blueprint,
    optional: freshHead ? [] : head,
    onOptional(shapes: ReadonlyMap<string, readonly number[]>) {
      const [rows = numLabels] = shapes.get(`${outputModule(head).name}.weight`) ?? [];
      const theirs = checkpointLabels(configPath, json, rows);
      order = outputOrder(assets.id, theirs, classes);
      if (order) onNotice?.(reordered(assets.id, theirs));
    },
    ignored: freshHead ? [...blueprint.ignored, exactly(moduleTensors(head))] : blueprint.ignored,
  };
  const weights = await readCheckpoint(files.weights, layout, options);
  const drawHead = (random: RandomSource) =>
    initialHead(head, weights, blueprint.initializerRange, random);
  const fresh = drawHead(random);
  const trained = order ? reorderOutputs(weights, head, order) : weights;
  return {
    ...buildModel(withHead(blueprint, numLabels), { ...fresh, ...trained }),
    drawHead,
  };
}

/**
 * A checkpoint's sizes, from its config.json or GGUF header alone: fast to read, however large the weights.
 * @throws {ModelError} for an unsupported architecture or configuration
 */
export async function describeCheckpoint(
  assets: Assets,
): Promise<Omit<ClassifierConfig, 'numLabels'>> {
  const { path } = checkpointFiles(assets).config;
  return describedBlueprint(architectures, path, await readConfig(path)).config;
}

const reordered = (model: string, theirs: readonly string[]): string =>
  `The head of ${model} gives ${theirs.join(', ')}, in this order; its outputs are reordered to the task's order.`;

/** Matches these names and no others. */
function exactly(tensors: ReadonlyMap<string, unknown>): RegExp {
  const names = [...tensors.keys()].map((name) => name.replaceAll('.', String.raw`\.`));
  return new RegExp(`^(${names.join('|')})$`);
}
