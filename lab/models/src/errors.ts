import { CodedError, reasonOf, codedAs } from '@singlora/core/errors';
import { shown } from '@singlora/core/formats';

/** The stable codes of {@link ModelError}. */
export type ModelErrorCode =
  | 'MODEL_CONFIG'
  | 'MODEL_UNSUPPORTED'
  | 'MODEL_WEIGHTS'
  | 'MODEL_LABELS'
  | 'MODEL_TOO_LONG'
  | 'MODEL_STATES'
  | 'MODEL_PICTURE';

/** A checkpoint that cannot become a model, or a batch that does not fit one. */
export class ModelError extends CodedError<ModelErrorCode> {
  override readonly name = 'ModelError';
}

const coded = codedAs(ModelError);

export const unreadableConfig = (path: string, cause: unknown) =>
  codedAs(ModelError, { cause })
    .MODEL_CONFIG`${path} is not a readable JSON configuration: ${reasonOf(cause)}. Fetch the model again.`;

export const noProcessor = (configPath: string) =>
  coded.MODEL_CONFIG`Beside ${configPath} there is no preprocessor_config.json, nor a processor_config.json with an image processor, so the preprocessing of pictures is not known. Fetch the model again, with that file.`;

export const otherOutputs = (path: string, labels: number, outputs: number) =>
  coded.MODEL_CONFIG`${path} states ${labels} labels, and the model's head has ${outputs} outputs. Use the configuration that belongs to the weights.`;

export const invalidConfig = (path: string, problems: string) =>
  coded.MODEL_CONFIG`${path} does not describe a model that can be run:\n${problems}`;

export function unsupportedArchitecture(
  path: string,
  field: 'model_type' | '_class_name',
  value: unknown,
  supported: readonly string[],
): ModelError {
  const named = typeof value === 'string' ? `"${value}"` : 'no architecture';
  return coded.MODEL_UNSUPPORTED`${path} names ${named} as its ${field}. Supported: ${supported.join(', ')}.`;
}

export const unknownWeights = (path: string) =>
  coded.MODEL_UNSUPPORTED`${path} comes without a config.json, and its weights have neither the names of an EfficientNet-Lite nor those of DINO's own files. Give the folder that also holds the config.json.`;

export const splitGguf = (where: string, parts: number) =>
  coded.MODEL_UNSUPPORTED`${where} is one of ${parts} parts of a GGUF file. Join them with llama.cpp: llama-gguf-split --merge FIRST-PART OUT.gguf.`;

export function unsupportedGguf(
  path: string,
  architecture: string | undefined,
  supported: readonly string[],
): ModelError {
  const named =
    architecture === undefined ? 'no architecture' : `the architecture "${architecture}"`;
  return coded.MODEL_UNSUPPORTED`${path} names ${named}. Of GGUF files, ${supported.join(' and ')} can be read; take the model's safetensors files for others.`;
}

/** The problems with a checkpoint's weights, each with the names of its tensors. */
interface WeightProblems {
  missing: readonly string[];
  unexpected: readonly string[];
  /** Tensors that are stored under more than one name. */
  twice: readonly string[];
  /** Shapes that differ, such as `classifier.weight is [2, 384], expected [3, 384]`. */
  misshapen: readonly string[];
  /** The numbers of layers where they differ, such as `3 layers are described, and 2 are there`. */
  layers: readonly string[];
}

/** The lines of one kind of problem; the first ones stand for many. */
function firstLines(kind: string, items: readonly string[]): string[] {
  const lines = items.slice(0, mostLines).map((item) => `  ${kind}${shown(item, 300)}`);
  return items.length > mostLines ? [...lines, `  and ${items.length - mostLines} more`] : lines;
}
const mostLines = 20;

export function wrongWeights(path: string, architecture: string, problems: WeightProblems) {
  const lines = [
    ...firstLines('', problems.layers),
    ...firstLines('missing: ', problems.missing),
    ...firstLines('unexpected: ', problems.unexpected),
    ...firstLines('twice: ', problems.twice),
    ...firstLines('wrong shape: ', problems.misshapen),
  ];
  return coded.MODEL_WEIGHTS`${path} does not hold the weights of a ${architecture} as its config.json describes it:\n${lines.join('\n')}\nUse a checkpoint of this architecture, with the config.json that belongs to it.`;
}

export const weightNotFinite = (path: string, tensor: string) =>
  coded.MODEL_WEIGHTS`${tensor} of ${path} holds NaN or infinity, so nothing can be computed with it. Fetch or save the checkpoint again.`;

export const tooLargeForHalf = (path: string, tensor: string) =>
  coded.MODEL_WEIGHTS`${tensor} holds a number beyond 65,504, the largest in half precision, so ${path} is not written. Save it in full precision.`;

export function otherLabels(
  source: string,
  theirs: readonly string[],
  ours: readonly string[] | number,
): ModelError {
  const wanted =
    typeof ours === 'number'
      ? `${ours} output${ours === 1 ? '' : 's'} of any name`
      : `the classes ${ours.join(', ')}`;
  return coded.MODEL_LABELS`${source} has a trained head for the classes ${theirs.join(', ')}, and the task wants ${wanted}. Use a checkpoint of this task, or leave that head aside: save the model without it (AutoModel.from_pretrained, save_pretrained), or in code ask for a fresh head (\`freshHead: true\`).`;
}

export const tooLong = (length: number, maxPositions: number) =>
  coded.MODEL_TOO_LONG`A batch is ${length} tokens long, and the model reads at most ${maxPositions}. Truncate when tokenizing.`;

export const noStates = (firstLayer: number) =>
  coded.MODEL_STATES`A pass that starts at layer ${firstLayer} needs the batch's states, the input of that layer. Add them, from statesBefore, or start at layer 0.`;

export const pictureTooSmall = (height: number, width: number, patch: number) =>
  coded.MODEL_PICTURE`A picture is ${width}×${height} pixels, and the model reads patches of ${patch}×${patch}. Enlarge it first.`;
