import type { Layer } from '@singlora/core';
import { CodedError, codedAs } from '@singlora/core/errors';

type ScalingErrorCode =
  | 'SCALING_TOO_FEW_WIDTHS'
  | 'SCALING_TOO_FEW_SEEDS'
  | 'SCALING_UNKNOWN'
  | 'SCALING_DIVIDED_BY_ZERO'
  | 'SCALING_SQUARE_UPDATE'
  | 'SCALING_SQUARE_LAYERS'
  | 'SCALING_UNSCALABLE'
  | 'SCALING_TARGET_RANK'
  | 'SCALING_FORMULA';

/** An error of the width harness; `code` is stable, the text is for people. */
export class ScalingError extends CodedError<ScalingErrorCode> {
  override readonly name = 'ScalingError';
}

const coded = codedAs(ScalingError);

export const tooFewWidths = (given: number) =>
  coded.SCALING_TOO_FEW_WIDTHS`A slope needs at least three different widths, not ${given}. Give more with --widths.`;

export const tooFewSeeds = (given: number) =>
  coded.SCALING_TOO_FEW_SEEDS`A slope's interval needs at least two seeds at every width, not ${given}. Give more with --seeds.`;

export const unknown = (what: string, given: string, known: readonly string[]) =>
  coded.SCALING_UNKNOWN`Unknown ${what} "${given}". Known: ${known.join(', ')}.`;

export const unknownSetting = (name: string) =>
  coded.SCALING_UNKNOWN`Unknown setting in the optimiser "${name}". Adam and AdamW have epsilon, above 0, and beta2, between 0 and 1: adam:epsilon=0.001:beta2=0.95.`;

/** The value with this name. @throws {ScalingError} `SCALING_UNKNOWN` */
export function named<Value>(what: string, all: ReadonlyMap<string, Value>, name: string): Value {
  const found = all.get(name);
  if (found === undefined) throw unknown(what, name, [...all.keys()]);
  return found;
}

export const dividedByZero = () =>
  coded.SCALING_DIVIDED_BY_ZERO`The exponent of a quotient by a quantity that is exactly zero: test with isZero before dividing.`;

export const squareUpdate = () =>
  coded.SCALING_SQUARE_UPDATE`P and Q share a parameter, so the layer has as many outputs as inputs: leave outputs at "width".`;

export const squareLayersAlone = (method: string, { inFeatures, outFeatures }: Layer) =>
  coded.SCALING_SQUARE_LAYERS`P and Q of ${method} share a factor, so a layer has as many outputs as inputs, not ${outFeatures} and ${inFeatures}: choose a family with square layers.`;

export const unscalable = (sides: string) =>
  coded.SCALING_UNSCALABLE`scaled-gd and lora-rite are for updates P Qᵀ of two matrices, or of one twice, and here ${sides}: choose another optimiser or method.`;

export const targetTooLarge = (rank: number, width: number) =>
  coded.SCALING_TARGET_RANK`A wanted update of rank ${rank} needs ${2 * rank} directions, but the weight is ${width} × ${width}. Lower --target-rank or raise --matrix-width.`;

/** @param at the place of what is wrong, from 0 */
export const wrongFormula = (text: string, at: number, what: string) =>
  coded.SCALING_FORMULA`Character ${at + 1} of ${JSON.stringify(text)}: ${what}.`;
