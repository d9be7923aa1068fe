import { CodedError, meantName, nearNames, codedAs } from './errors/index.ts';
import { listedNames, printableMessage, quoted, shown } from './formats/bytes.ts';
import { adviceFor, unread } from './foreign-forms.ts';
import type { Layer } from './slot.ts';

/** The stable codes of {@link CoreError}. */
export type CoreErrorCode =
  | 'ADAPTER_UNKNOWN_METHOD'
  | 'ADAPTER_BAD_METHOD'
  | 'ADAPTER_BAD_CONFIG'
  | 'ADAPTER_BAD_PATTERN'
  | 'ADAPTER_NO_TARGETS'
  | 'ADAPTER_UNSUPPORTED_LAYER'
  | 'ADAPTER_UNSAVABLE'
  | 'ADAPTER_UNKNOWN_SLOT'
  | 'ADAPTER_DUPLICATE_SLOT'
  | 'ADAPTER_BAD_SHAPE'
  | 'ADAPTER_MISSING_PARAMETER'
  | 'ADAPTER_UNKNOWN_NAME'
  | 'ADAPTER_NAME_TAKEN'
  | 'ADAPTER_ALREADY_ON'
  | 'ADAPTER_MERGED'
  | 'ADAPTER_SAVED_TWICE'
  | 'ADAPTER_NOT_FINITE'
  | 'ADAPTER_BAD_RAMP'
  | 'ADAPTER_MISSING_KEYS'
  | 'ADAPTER_UNEXPECTED_KEYS'
  | 'ADAPTER_BAD_FILE'
  | 'ADAPTER_UNSUPPORTED_FILE'
  | 'ADAPTER_UNKNOWN_SHAPE'
  | 'ADAPTER_UNKNOWN_LAYERS'
  | 'ADAPTER_NOT_CONVERTIBLE'
  | 'ADAPTER_UNKNOWN_ORIENTATION'
  | 'ADAPTER_WRONG_BASE'
  | 'ADAPTER_OVERWRITES';

/** Every error this package throws on purpose. `code` is stable; the message is for people. */
export class CoreError extends CodedError<CoreErrorCode> {
  override readonly name = 'CoreError';

  constructor(code: CoreErrorCode, message: string) {
    super(code, printableMessage(message));
  }
}

const coded = codedAs(CoreError);

/** The known names most like `name`, best first, for a message. */
export function near(name: string, known: readonly string[]): string {
  return nearNames(name, known, '.')
    .map((one) => shown(one))
    .join(', ');
}

/** Of a setting by which PEFT marks a method. */
export const saidBy = (method: string): string => `here method: '${method}' says it`;

/** @param meant the method that the other settings name by PEFT's marks */
export function unknownMethod(name: unknown, known: readonly string[], meant?: string): CoreError {
  const like = typeof name === 'string' && meantName(name, known);
  const hint = like
    ? ` Did you mean "${like}"?`
    : meant === undefined
      ? ''
      : ` For these settings say method: '${meant}'.`;
  return coded.ADAPTER_UNKNOWN_METHOD`Unknown adapter method ${quoted(name)}.${hint} Known methods: ${known.join(', ')}.`;
}

export const badMethod = (method: string, problems: readonly string[]) =>
  coded.ADAPTER_BAD_METHOD`The method ${shown(method)} cannot be trained as it is declared:\n${problems.map((one) => `  ${one}.`).join('\n')}`;

const mostProblems = 10;

export function badConfig(method: string, problems: readonly { path: string; message: string }[]) {
  const first = problems.slice(0, mostProblems);
  const lines = first.map(({ path, message }) => `  ${shown(path) || '(config)'}: ${message}`);
  if (problems.length > first.length) lines.push(`  and ${problems.length - first.length} more`);
  return coded.ADAPTER_BAD_CONFIG`The configuration of the ${method} adapter is not valid:\n${lines.join('\n')}`;
}

export const badPattern = (field: string, pattern: string, reason: string) =>
  coded.ADAPTER_BAD_PATTERN`${field}: ${quoted(pattern)} cannot be used as a regular expression (${shown(reason, 300)}).`;

/** Two patterns for one layer, of which the first counts; a whole number's place among them is not known. */
export const unknownOrder = (field: string, index: string, other: string, path: string) =>
  coded.ADAPTER_BAD_PATTERN`${field}: ${quoted(index)} and ${quoted(other)} both match ${quoted(path)} with different values, and the place of a whole number among the names is lost. Write ${quoted(`(${index})`)} for it, in its place.`;

const mostHints = 5;

export function nothingMatched(
  field: string,
  wanted: readonly string[],
  layers: readonly string[],
): CoreError {
  const first = wanted.slice(0, mostHints);
  const hints = first.map((name) => `${quoted(name)} (near: ${near(name, layers) || 'none'})`);
  if (wanted.length > first.length) hints.push(`${wanted.length - first.length} more`);
  return coded.ADAPTER_NO_TARGETS`${field}: no match among ${layers.length} layers for ${hints.join(', ')}.`;
}

export const everythingExcluded = (field: string) =>
  coded.ADAPTER_NO_TARGETS`${field} matched layers, but exclude_modules, modules_to_save or layers_to_transform left none of them.`;

export const badSlots = (slots: unknown) =>
  coded.ADAPTER_BAD_CONFIG`The model's layers are ${quoted(slots)}: give a list of slots, as "model.slots" or layersModelSlots(model) has them.`;

export const badRandom = (lacking: readonly string[]) =>
  coded.ADAPTER_BAD_CONFIG`The source of random numbers lacks ${lacking.join(' and ')}: give functions { uniform, normal } that each return a number.`;

export const noTargets = () =>
  coded.ADAPTER_NO_TARGETS`target_modules is not set and the model has no default. Name the layers to adapt, or use "all-linear".`;

export const unsupportedLayer = (
  method: string,
  slot: string,
  kind: string,
  served: readonly string[],
) =>
  coded.ADAPTER_UNSUPPORTED_LAYER`${method} is not defined for ${slot}, a layer of kind "${kind}"; it serves ${served.join(', ')}. Leave it out with exclude_modules, or choose a method that serves it.`;

export const unsavable = (layers: readonly string[]) =>
  coded.ADAPTER_UNSAVABLE`The adapter could not be saved: in PEFT's files the names of ${listedNames(layers.map((name) => name || '""'))} would mean other tensors. Rename the layer, or leave it out of what is adapted or trained whole (exclude_modules, modules_to_save, bias).`;

export const unsavableTargets = (more: readonly string[]) =>
  coded.ADAPTER_UNSAVABLE`The adapter could not be saved: PEFT's files list the layers that "all-linear" chooses, and their names also mean ${listedNames(more)}. Add this to exclude_modules.`;

export const unknownKind = (slot: string, kind: unknown, kinds: readonly string[]) =>
  coded.ADAPTER_UNSUPPORTED_LAYER`${slot} is of an unknown kind, ${quoted(kind)}. Choose among ${kinds.join(', ')}.`;

export const oddRank = (setting: string, r: number) =>
  coded.ADAPTER_BAD_CONFIG`${setting} needs an even rank, but a layer has r = ${r}. Choose another r, or rank_pattern.`;

export const highRank = (setting: string, r: number, most: number) =>
  coded.ADAPTER_BAD_CONFIG`${setting} takes r directions of the weight, but a layer with r = ${r} has only ${most}. Choose a lower r, or rank_pattern.`;

export const noScale = (setting: string, alpha: number) =>
  coded.ADAPTER_BAD_CONFIG`${setting} starts with an update that is a part of the weight, and lora_alpha = ${alpha} cannot give it. Choose a lora_alpha above 0.`;

export const groupsInFit = (method: string) =>
  coded.ADAPTER_BAD_CONFIG`${method} trains its parameters at different rates, and fit has one rate for all. Choose a method without rates of its own, or write your own training loop.`;

export const alreadyAdapted = (model: string) =>
  coded.ADAPTER_ALREADY_ON`The model ${quoted(model)} has an adapter already, and fit trains one. Call its remove() first; after its merge() that leaves the update in the weights. To run several at once, use an AdapterSet.`;

/** Adds to "no targets" on a tfjs-layers model the kinds of layers that adapters serve; other errors stay as they are. */
export const servedInLayersModel = (error: unknown): unknown =>
  error instanceof CoreError && error.code === 'ADAPTER_NO_TARGETS'
    ? new CoreError(
        error.code,
        `${error.message} In tfjs-layers models adapters serve dense layers, embeddings and convolutions, but not the kernels of recurrent ` +
          'layers (LSTM, GRU, SimpleRNN) or depthwise, separable and transposed convolutions.',
      )
    : error;

export const unknownSlot = (name: string, slots: readonly string[]) =>
  coded.ADAPTER_UNKNOWN_SLOT`There is no layer "${name}" among those listed. Near names: ${near(name, slots)}.`;

export function duplicateSlot(names: readonly string[]): CoreError {
  const twice = [...new Set(names.filter((name, i) => names.indexOf(name) !== i))];
  return coded.ADAPTER_DUPLICATE_SLOT`The model lists more than one layer with the name(s) ${listedNames(twice)}. Give each layer a name of its own.`;
}

export function badShape(
  name: string,
  what: string,
  found: readonly number[],
  expected: readonly (readonly number[])[],
): CoreError {
  const shapes = expected.map((shape) => `[${shape.join(', ')}]`).join(' or ');
  return coded.ADAPTER_BAD_SHAPE`${shown(name, 200)}: the ${what} has shape [${found.join(', ')}], expected ${shapes}.`;
}

export const missingParameters = (names: readonly string[]) =>
  coded.ADAPTER_MISSING_PARAMETER`The adapter was applied without its parameter(s) ${listedNames(names)}. Pass every name of adapter.parameters.`;

export function unknownAdapter(name: string, names: readonly string[]): CoreError {
  const known = names.length > 0 ? `Known: ${names.join(', ')}.` : 'The set has none.';
  return coded.ADAPTER_UNKNOWN_NAME`There is no adapter named "${name}". ${known}`;
}

export const adapterExists = (name: string) =>
  coded.ADAPTER_NAME_TAKEN`There is an adapter named "${name}" already. Delete it first, or choose another name.`;

export const adapterMerged = (names: readonly string[], wanted: string) =>
  coded.ADAPTER_MERGED`Cannot ${wanted} while ${names.join(', ')} is merged into the weights. Call unmerge() first.`;

export const savedTwice = (layer: string, one: string, other: string) =>
  coded.ADAPTER_SAVED_TWICE`Adapters "${one}" and "${other}" each bring their own ${layer}; only one of them can be on at a time.`;

export const movedRamp = () =>
  coded.ADAPTER_BAD_RAMP`A loaded adapter has its ramp's value itself: take "adapter.u" of what was loaded, in place of "u".`;

export const badRamp = (u: unknown) =>
  coded.ADAPTER_BAD_RAMP`The ramp's value u is ${typeof u === 'number' ? u : quoted(u)}, expected a number from 0 to 1.`;

export const notFinite = (name: string, value: number, position: number) =>
  coded.ADAPTER_NOT_FINITE`${shown(name, 200)} holds ${value} at position ${position}, so training has diverged and nothing was written. Train again with a lower learning rate, or save the parameters of an earlier step.`;

export const ownDiffers = (file: string, layer: string) =>
  coded.ADAPTER_BAD_FILE`${file} and the LoRA beside it are not the same update of ${shown(layer, 200)}: one was changed, or is of another adapter. Remove ${file} to use the LoRA alone, or save the adapter again.`;

export const mergeNotFinite = (layer: string, names: readonly string[]) =>
  coded.ADAPTER_NOT_FINITE`Merging ${names.join(', ')} would put NaN or infinity into ${layer}. Nothing was merged.`;

export const baseNotFinite = (layer: string) =>
  coded.ADAPTER_NOT_FINITE`The weight of ${layer} holds NaN or infinity, but the adapter has to start from a part of it. Repair the base model, or choose a start that does not use the weight.`;

export const missingKeys = (where: string, names: readonly string[]) =>
  coded.ADAPTER_MISSING_KEYS`${where} lacks ${names.length} tensor(s) that its configuration calls for: ${listedNames(names)}.`;

/** @param held the names of the base's tensors */
export function missingInBase(names: readonly string[], held: readonly string[]) {
  const advice = ofOpenClip(names, held) || ' Give the base that the adapter was trained on.';
  return coded.ADAPTER_MISSING_KEYS`The base model lacks ${names.length} tensor(s) that the adapter changes: ${listedNames(names)}.${advice}`;
}

export function unexpectedKeys(where: string, names: readonly string[], known: readonly string[]) {
  const hint = known.length > 0 ? ` Near names: ${near(names[0] ?? '', known)}.` : '';
  return coded.ADAPTER_UNEXPECTED_KEYS`${where} has ${names.length} tensor(s) that have no place: ${listedNames(names)}.${hint}${ofOpenClip(names, known)}${adviceFor(names, unread)}`;
}

/** Advice for a text encoder's layers that a base has in OpenCLIP's form. */
const ofOpenClip = (names: readonly string[], held: readonly string[]): string =>
  names.some((name) => /(^|[._])encoder[._]layers[._]\d/.test(name)) &&
  held.some((name) => /\.resblocks\.\d/.test(name))
    ? " The base holds a text encoder in OpenCLIP's form (Stable Diffusion 2's, or XL's second), which joins q, k and v and is not merged into: " +
      "give the text encoder in diffusers' form as the base, such as text_encoder_2/model.safetensors."
    : '';

/** A whole model's file of kyegomez's package, which freezes the adapted layers alone. */
export const trainedBesides = (where: string, names: readonly string[]) =>
  coded.ADAPTER_UNEXPECTED_KEYS`${where} is a whole model, and its other ${names.length} tensor(s) were trained too: ${listedNames(names)}. Leave them behind with adapterOnly (--adapter-only on the command line), or load them into the base model first.`;

export const unsaidSettings = (where: string) =>
  coded.ADAPTER_BAD_FILE`${where} states neither alpha nor the steps of its ramp, which scale its update. Give both with the values passed to apply_singlora_to_model: alpha and rampSteps (--alpha and --ramp-steps on the command line).`;

export const badFile = (where: string, problem: string) =>
  coded.ADAPTER_BAD_FILE`${where}: ${problem}.`;

export function noAdapterIn(folder: string, within: readonly string[], files: readonly string[]) {
  const adapters = within.map((path) => `\n  singlora inspect ${shown(path, 300)}`).join('');
  const advice =
    within.length > 0
      ? `The folders within it hold some; choose one:${adapters}`
      : files.length > 0
        ? `Give the file itself: ${listedNames(files)}.`
        : 'Give the folder that PEFT saved, or a file of tensors.';
  return coded.ADAPTER_BAD_FILE`${folder} holds no adapter_model.safetensors or other adapter. ${advice}`;
}

const beforeQuantised =
  'Give the same base as it was before it was quantised, in F32, F16 or BF16; the adapter fits that one, too.';

export const unwritableDtype = (name: string, dtype: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${shown(name, 200)} is stored as ${dtype} in the base model, and merging writes F32, F16, BF16 and F64 only. ${beforeQuantised}`;

/** @param sign the tensor that shows it, beside the weight or in its place */
export const quantisedBase = (layer: string, sign: string) =>
  coded.ADAPTER_WRONG_BASE`The base model is quantised, and nothing can be merged into ${shown(layer, 200)} there (it has ${shown(sign, 200)}). ${beforeQuantised}`;

export const fuseInMlx = (where: string, what: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where} is ${shown(what, 300)}, in mlx-lm's form, which is not read. Merge it with mlx-lm, which writes the whole model: mlx_lm.fuse --model <base> --adapter-path <folder> --dequantize.`;

export const unsaidScale = (where: string) =>
  coded.ADAPTER_BAD_FILE`${where} is an adapter of mlx-lm, and its scale is not stated. Put beside it the adapter_config.json that mlx-lm saved with it, which states lora_parameters.scale.`;

/** Names of diffusers' beside settings of PEFT's, which diffusers does not read. */
export const ofTwoPrograms = (where: string) =>
  coded.ADAPTER_BAD_FILE`${where} has names as diffusers writes them, which takes alpha to be the rank, beside an adapter_config.json of PEFT's, which may say otherwise. If the file is diffusers', move it away from adapter_config.json; if not, begin its tensors' names with base_model.model., as PEFT does.`;

/** An error about what a file says, with the file named. */
export function inFile(where: string, error: unknown): unknown {
  if (!(error instanceof CoreError) || error.message.includes(where)) return error;
  return new CoreError(error.code, `${where}: ${error.message}`);
}

/** @param peftType as its adapter_config.json states it */
export function unknownForm(where: string, names: readonly string[], peftType?: unknown) {
  const type = peftType === undefined ? '' : ` It is of the peft_type ${quoted(peftType)}.`;
  return coded.ADAPTER_UNSUPPORTED_FILE`${where} is not an adapter in a known form (PEFT, SingLoRA, PEFT-SingLoRA, kyegomez/SingLoRA, ComfyUI, XLabs, mlx-lm, diffusers, kohya, cloneofsimo). It holds ${listedNames(names, 3) || 'nothing'}.${type}${adviceFor(names)}`;
}

export const pickleInMemory = () =>
  coded.ADAPTER_UNSUPPORTED_FILE`The adapter is one of PyTorch's pickles, which are read from files only. On a machine with Node, \`npx singlora convert <folder> --to lora --out <folder>\` makes an adapter_model.safetensors of it.`;

export const unsupportedSetting = (where: string, setting: string, value: unknown) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where}: ${shown(setting)} = ${quoted(value)} changes what the adapter computes and is not supported. Merge the adapter with the PEFT that made it (merge_and_unload), or train it without this setting.`;

export function unknownShape(where: string, layers: readonly string[], hasModel: boolean) {
  const advice = hasModel
    ? 'and the model has no such layers.'
    : 'since a single factor does not show it. Give the base model (--base on the command line).';
  return coded.ADAPTER_UNKNOWN_SHAPE`${where} does not say how wide its layers are (${listedNames(layers, 3)}), ${advice}`;
}

/** A notice, not an error. */
export const tokensLeftOut = (where: string, tokens: readonly string[]): string =>
  `${where} also holds embeddings of the tokens ${listedNames(tokens)}, which are left out.`;

export const spelledNames = (where: string, names: readonly string[]) =>
  coded.ADAPTER_UNKNOWN_LAYERS`${where} spells its layers with _ for every dot (${listedNames(names, 3)}), and only the model shows which are dots. Give the base model (--base on the command line).`;

export const numberedOtherwise = (where: string, component: string, problem: string) =>
  coded.ADAPTER_UNKNOWN_LAYERS`${where} numbers the layers of its ${component} instead of naming them, and ${problem}. Give the model that it was trained on (--base on the command line), or save it by names in the program that made it.`;

export const unreadModules = (
  where: string,
  classes: readonly string[],
  known: readonly string[],
) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where} adapts layers of ${listedNames(classes)}, but only those of ${known.join(', ')} can be read. Use the file in the program that made it.`;

export const unknownComponent = (component: string) =>
  coded.ADAPTER_NOT_CONVERTIBLE`${quoted(component)} is not a pipeline component that other programs know. The parts are unet, transformer, text_encoder (text_encoder_1 in kohya's XL), text_encoder_2 and text_encoder_3 (--component on the command line).`;

export const columnScale = (where: string, name: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where} is a DoRA that scales the columns of weights, the inputs (${shown(name, 200)}); only DoRA of rows, as in PEFT, can be read. Merge it in ComfyUI or LyCORIS, or train with wd_on_output=True (LyCORIS) or its output axis (OneTrainer).`;

export const inGroups = (layer: string, groups: number) =>
  coded.ADAPTER_UNSUPPORTED_LAYER`${shown(layer, 200)} is a convolution in ${groups} groups, and only convolutions without groups can have an adapter. Leave it out of target_modules, or exclude it with exclude_modules.`;

export const unsupportedKernel = (layer: string, kernel: readonly number[]) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${shown(layer, 200)} is a convolution of ${kernel.join('×')}, but only those along one to three axes can be read. Use the file in the program that made it.`;

/** PyTorch's `MultiheadAttention`, which PEFT adapts as one layer together with its output projection. */
export const unsupportedAttention = (layer: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${shown(layer, 200)} is PyTorch's MultiheadAttention, which is not read: PEFT 0.21 adds the update of its out_proj twice, so what the file holds is not what was trained. Merge it with the PEFT that made it.`;

/** A module whose updates cannot be assigned to its parameters, because PEFT does not record which is which. */
export const unknownParameters = (where: string, module: string, parameters: readonly string[]) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where}: of ${shown(module, 200)}, target_parameters names ${listedNames(parameters) || 'none'}, but the file's tensors for it do not show which update belongs to which. Merge it with the PEFT that made it.`;

export const badCombination = (what: string, wanted: string) =>
  coded.ADAPTER_BAD_CONFIG`combine was given ${what}; it takes ${wanted}.`;

export const notCombinable = (name: string, what: string) =>
  coded.ADAPTER_NOT_CONVERTIBLE`${shown(name, 200)} ${what}, so the adapters cannot be combined into one. Leave it out, or merge one adapter after the other.`;

export const notConvertible = (layer: string, what: string, form = 'SingLoRA') =>
  coded.ADAPTER_NOT_CONVERTIBLE`${layer} has ${what}, which ${form} cannot express. Merge the adapter instead, or keep its form.`;

export const noSlots = (names: readonly string[], layers: readonly string[]) =>
  coded.ADAPTER_UNEXPECTED_KEYS`The adapter has ${names.length} tensor(s) that have no place: ${listedNames(names)}. The model lists no such layers (near: ${near(names[0] ?? '', layers)}). Merge the adapter into its base instead, with \`singlora merge\`.`;

export const addsToModel = (name: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`The adapter adds to the model's own ${shown(name, 200)} beside its low-rank updates, and such an adapter is merged only. Merge it into its base with \`singlora merge\`, and load what that writes.`;

export const changedBase = (name: string) =>
  coded.ADAPTER_WRONG_BASE`The adapter was trained on another ${shown(name, 200)} than the model's, and brings it along. Merge it into its base with \`singlora merge\`, and load what that writes.`;

export const changesBase = (where: string, init: string) =>
  coded.ADAPTER_UNSUPPORTED_FILE`${where}: init_lora_weights = ${quoted(init)} changes the base's weights too, and the file does not hold the change. Make a plain LoRA of it in PEFT: save_pretrained(folder, path_initial_model_for_weight_conversion=...) with the adapter as it was before training; after LoftQ, merge_and_unload().`;

export const unknownOrientation = (key: string) =>
  coded.ADAPTER_UNKNOWN_ORIENTATION`${shown(key, 200)} is square, and the base model has both [out, in] and [in, out] matrices: it is not known which this one is. Merge the adapter in Python, with merge_and_unload of PEFT.`;

/** A base whose head is tied to its token embedding, and an adapter that would make the two differ. */
export const tiedHead = (problem: string) =>
  coded.ADAPTER_WRONG_BASE`The base model has no separate head, for example because it is tied to the token embedding, and in the adapter ${shown(problem, 200)}. Save the base with its own head, a copy of the embedding (tie_word_embeddings=False), and merge into that.`;

export const ambiguousName = (name: string, found: readonly string[]) =>
  coded.ADAPTER_WRONG_BASE`${shown(name, 200)} may be any of ${listedNames(found, 3)} in the base model. Give the part that was adapted as a base of its own.`;

export const sharedWeight = (key: string, layers: readonly string[]) =>
  coded.ADAPTER_WRONG_BASE`The base model has only ${shown(key, 200)} for the layers ${listedNames(layers, 3)}. Give the base that the adapter was trained on.`;

export function wrongBase(
  name: string,
  found: readonly number[],
  { kind, outFeatures, inFeatures }: Layer,
): CoreError {
  const rows = kind === 'embedding' ? `${inFeatures} rows of ` : `${inFeatures} inputs and `;
  const columns = kind === 'embedding' ? 'numbers' : 'outputs';
  return coded.ADAPTER_WRONG_BASE`${shown(name, 200)} has shape [${found.join(', ')}] in the base model, but the adapter is for a layer of ${rows}${outFeatures} ${columns}. Give the base that the adapter was trained on.`;
}

export const noRows = (layer: string, shape: readonly number[], last: number, dim: number) =>
  coded.ADAPTER_WRONG_BASE`${shown(layer, 200)} has shape [${shape.join(', ')}] in the base model, and the adapter replaces its rows up to ${last}, of ${dim} numbers. Give the base that the adapter was trained on, with the tokens that were added to it.`;

export const overwrites = (path: string) =>
  coded.ADAPTER_OVERWRITES`${path} is being read, so it cannot be written over. Choose another path.`;

export const alreadyThere = (path: string) =>
  coded.ADAPTER_OVERWRITES`${path} is there already. Choose another path, or remove it.`;
