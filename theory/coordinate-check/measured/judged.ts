import { judgeCoordinates, judgeLosses, type LossStep, type ModuleReport } from '@singlora/scaling';
import { tableFor, type Expect } from './expect.ts';
import { readMeasured } from './read.ts';

/** A file's measurements, judged. */
export interface JudgedFile {
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  /** The modules, in data-flow order. */
  readonly modules: readonly ModuleReport[];
  readonly losses: readonly LossStep[];
}

/**
 * Judges a file of JSON lines.
 * @param said the expectations that take precedence over the file's own
 * @throws {MeasuredError} and {FormatError} as `readMeasured`
 */
export async function judgedFile(file: string, said: readonly Expect[]): Promise<JudgedFile> {
  const { units, expect } = await readMeasured(file);
  return {
    widths: [...new Set(units.map(({ width }) => width))],
    seeds: [...new Set(units.map(({ seed }) => seed))],
    modules: judgeCoordinates(units, tableFor(units, [...said, ...expect])),
    losses: judgeLosses(units),
  };
}
