import { CodedError, codedAs } from '@singlora/errors';
import { listedNames, quoted, shown } from '@singlora/formats';

type MeasuredErrorCode =
  | 'MEASURED_LINE'
  | 'MEASURED_REPEATED'
  | 'MEASURED_INCOMPLETE'
  | 'MEASURED_TOO_FEW'
  | 'MEASURED_EXPECT';

/** A file of measurements that cannot be judged; `code` is stable, the text is for people. */
class MeasuredError extends CodedError<MeasuredErrorCode> {
  override readonly name = 'MeasuredError';
}

const coded = codedAs(MeasuredError);

export interface Place {
  readonly width: number;
  readonly seed: number;
  readonly step: number;
  readonly module: string;
}

const placeText = ({ width, seed, step, module }: Place) =>
  `module ${quoted(module)} at width ${width}, seed ${seed}, step ${step}`;

/** The document that explains lines and tables. */
const readme = 'The README of singlora-coordinate-check';

export const badLine = (file: string, line: number, problem: string) =>
  coded.MEASURED_LINE`${shown(file)}, line ${line}: ${problem}. ${readme} lists what a line holds.`;

export const unparsed = (cause: Error) =>
  codedAs(MeasuredError, { cause })
    .MEASURED_LINE`${cause.message} A recording that was cut off ends so: record it anew. ${readme} lists what a line holds.`;

export const repeated = (file: string, line: number, first: number, place: Place) =>
  coded.MEASURED_REPEATED`${shown(file)}, line ${line} repeats line ${first}: ${placeText(place)}. Was the file added to by a second run? Record it anew, or keep one of them.`;

export const unequalLosses = (file: string, line: number, place: Place) =>
  coded.MEASURED_LINE`${shown(file)}, line ${line}: the loss is another than that on an earlier line of the same width, seed and step (${placeText(place)}). Each pass over the batch has one loss.`;

export const missing = (file: string, place: Place, others: string) =>
  coded.MEASURED_INCOMPLETE`${shown(file)} has nothing of ${placeText(place)}, though ${others}. Watch the same modules, seeds and steps at every width; where training diverged go on watching (null counts as diverged), or leave it out everywhere.`;

export const noStart = (file: string) =>
  coded.MEASURED_INCOMPLETE`${shown(file)} has no line of step 0 or none of a later step. Watch once before the first step of training, and after it.`;

export const unmoved = (file: string) =>
  coded.MEASURED_INCOMPLETE`${shown(file)} has no change: after every step each module puts out what it did before training. Give the optimiser the parameters of the watched model, and a rate above 0.`;

/** @param known the presets, in case the name is a misspelt one */
export const badTable = (file: string, problem: string, known: readonly string[]) =>
  coded.MEASURED_EXPECT`--expect: ${shown(file)} is no table of expectations: ${problem}. ${known.length > 0 ? `Known presets: ${known.join(', ')}. ` : ''}${readme} shows one.`;

export const tooFew = (file: string, what: string, found: readonly number[], least: number) =>
  coded.MEASURED_TOO_FEW`${shown(file)} has ${found.length} ${what}${found.length === 1 ? '' : 's'}${found.length > 0 ? ` (${listedNames(found.map(String))})` : ''}; a slope with an interval needs at least ${least}. Train at more, and record them in the same file.`;
