import type { Blueprint } from './blueprint.ts';
import { readCheckpoint, type ReadOptions } from './checkpoint.ts';
import { buildModel, type Model } from './model.ts';
import { readConfig } from './weight-file.ts';

<<<<<<< HEAD
/** Where a model's parts are. */
export interface ModelFiles {
  /** A config.json. */
  readonly config: { readonly path: string };
  /** A weight file, or the index of several. */
  readonly weights: { readonly path: string };
}

/**
 * Loads a whole model from its files; `read` gives what its config.json describes.
 * @throws {ModelError} for a configuration that cannot be read or run, or weights that do not fit it,
 *   before any weight is read; the signal's reason when aborted, leaving no tensor
=======
export type LoadOptions = ReadOptions &
  (
    | {
        /** The task's classes, in the order of its label ids. */
        labels: readonly string[];
        outputs?: never;
      }
    | {
        /** As many as the task has classes, or 1 for regression. */
        outputs: number;
        labels?: never;
      }
  ) & {
    /** For the head, where the checkpoint has none: N(0, initializer_range²), biases 0. */
    random: RandomSource;
    /** Replaces all of the checkpoint's dropout rates. */
    dropout?: number;
    /** Draws the head, even where the checkpoint has one. */
    freshHead?: boolean;
    /** Called with notices for the user. */
    onNotice?: (text: string) => void;
  };

/**
 * Loads a checkpoint as a sequence classifier, by its config.json's `model_type`. A trained head is
 * used where its classes are the task's; if they are in another order, its outputs are put into the
 * task's. All that can be wrong is found before any weight is read.
 * @throws {ModelError} for an unsupported architecture or configuration, weights that do not fit, or
 *   a head for other classes
 */
export async function loadSequenceClassifier(
  assets: Assets,
  options: LoadOptions,
): Promise<SequenceClassifier> {
  const { random, dropout, freshHead = false, onNotice } = options;
  const classes = options.labels === undefined ? options.outputs : options.labels;
  const numLabels = typeof classes === 'number' ? classes : classes.length;
  const files = checkpointFiles(assets);
  const configPath = files.config.path;
  const json = await readConfig(configPath);
  const blueprint = describedModel(configPath, json, dropout);
  const head = blueprint.head(numLabels);
  const headShapes = tensorShapes(head);
  let order: number[] | undefined;
  const layout = {
    architecture: blueprint.modelType,
    prefix: blueprint.prefix,
    required: tensorShapes(blueprint.modules),
    optional: freshHead ? new Map() : headShapes,
    onOptional(shapes: ReadonlyMap<string, readonly number[]>) {
      const [rows = numLabels] = shapes.get(`${outputModule(head).name}.weight`) ?? [];
      const theirs = checkpointLabels(configPath, json, rows);
      order = outputOrder(assets.id, theirs, classes);
      if (order) onNotice?.(reordered(assets.id, theirs));
    },
    ignored: freshHead ? [...blueprint.ignored, exactly(headShapes)] : blueprint.ignored,
  };
  const weights = await readCheckpoint(files.weights.path, layout, options);
  const fresh = initialHead(head, weights, blueprint.initializerRange, random);
  const trained = order ? reorderOutputs(weights, head, order) : weights;
  return buildClassifier(blueprint, numLabels, { ...fresh, ...trained });
}

/**
 * A checkpoint's sizes, from its config.json or GGUF header alone: found without reading the weights.
 * @throws {ModelError} for an unsupported architecture or configuration
>>>>>>> 59348b6 (Plain English in docstrings, messages and help: 330 riddles and archaic turns said simply)
 */
export async function loadModel<Network extends object>(
  { config, weights }: ModelFiles,
  read: (source: string, json: unknown) => Blueprint<Network>,
  options: ReadOptions = {},
): Promise<Model & Network> {
  const blueprint = read(config.path, await readConfig(config.path));
  return buildModel(blueprint, await readCheckpoint(weights.path, blueprint, options));
}
