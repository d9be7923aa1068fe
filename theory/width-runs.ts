import { misuse } from '@singlora/runner';
import { familyOf, ModelCache } from '@singlora/scaling';
import type { Make, Made } from './experiment.ts';
import { finishedUnits, keepUnit } from './units.ts';

/** The grid of a check's run: every width with every seed. */
interface Grid {
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
}

/** The measurements at one width and seed: the part of a run that is saved as soon as it is done. */
interface Unit {
  readonly width: number;
  readonly seed: number;
}

/** One run of a check: how to measure a width and seed, and how to combine the results. */
interface Begun<Part extends Unit, Result> {
  readonly measure: (width: number, seed: number) => Part;
  /** Makes the result of all parts, with lines that report it at once for users without a page. */
  readonly report: (
    units: readonly Part[],
  ) => Made<Result> & { readonly lines?: readonly string[] };
  /** Frees what it holds. */
  readonly dispose?: () => void;
}

/** A check's runs, which share their models; measured widths and seeds of interrupted runs are read from their folders. */
export function widthRuns<Config extends Grid, Part extends Unit, Result>(
  begin: (config: Config, models: ModelCache) => Begun<Part, Result>,
): Make<Config, Result> {
  const models = new ModelCache();
  return async (config, { folder, log, pause }) => {
    const { measure, report, dispose } = begin(config, models);
    try {
      const finished = await finishedUnits<Part>(folder);
      const units: Part[] = [];
      for (const width of config.widths) {
        for (const seed of config.seeds) {
          const before = finished.find((unit) => unit.width === width && unit.seed === seed);
          const unit = before ?? measure(width, seed);
          if (!before) await keepUnit(folder, unit);
          units.push(unit);
          await pause();
        }
      }
      const { lines = [], ...made } = report(units);
      for (const line of lines) log(`  ${line}`);
      return made;
    } finally {
      dispose?.();
    }
  };
}

/** The requested widths up to a family's largest, ascending. @throws UsageError for fewer than three: before training, not after it */
export function widthsOf(family: string, asked: readonly number[]): number[] {
  const { widest = Infinity } = familyOf(family);
  const widths = asked.filter((width) => width <= widest).sort((a, b) => a - b);
  if (new Set(widths).size >= 3) return widths;
  throw misuse`A slope needs at least three different widths; for ${family} --widths leaves ${widths.join(', ') || 'none'}${Number.isFinite(widest) ? ` (it goes up to ${widest})` : ''}. Give more, or leave the family out.`;
}
