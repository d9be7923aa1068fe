import type { Context, Outcome, Session } from '@singlora/runner';
import { startBackend, type StartOptions } from '@singlora/runtime';
import { ModelCache } from '@singlora/scaling';
import type { Run } from '@singlora/tracking';
import { finishedUnits, keepUnit } from './units.ts';

/** What a run of a check covers: every width with every seed. */
interface Grid {
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
}

/** What was measured at one width and seed: the part of a run that is kept as soon as it is done. */
interface Unit {
  readonly width: number;
  readonly seed: number;
}

/** What all units of a run come to. */
interface Report {
  /** For `result.json`. */
  readonly result: string;
  /** For people, while it runs. */
  readonly lines: readonly string[];
  readonly summary: Readonly<Record<string, number>>;
}

/** One run of a check: how it measures a width and seed, and what it makes of them all. */
interface Begun<Part extends Unit> {
  readonly measure: (width: number, seed: number) => Part;
  readonly report: (units: readonly Part[]) => Report;
  /** Frees what it holds. */
  readonly dispose?: () => void;
}

/** A check at growing widths. */
export interface WidthCheck<Config extends Grid, Part extends Unit> {
  readonly begin: (config: Config, models: ModelCache) => Begun<Part>;
  /** A finished run in one line. */
  readonly describe: (summary: Readonly<Record<string, number>>) => string;
  /** How it shares the processor, where not as usual. */
  readonly threads?: Pick<StartOptions, 'threadsPerOperation' | 'operationsAtOnce'>;
}

/** What the runs of a check at growing widths share: the backend, and models that are drawn once for all methods. */
export async function openWidthSession<Config extends Grid, Part extends Unit>(
  { begin, describe, threads }: WidthCheck<Config, Part>,
  { log, env }: Context,
): Promise<Session<Config>> {
  const backend = await startBackend({ env, warn: log, ...threads });
  log(`Backend  ${backend.description}`);
  const models = new ModelCache();
  return {
    backend: backend.description,
    assets: [],
    describe,
    async run({ config }, run, context) {
      const { measure, report, dispose } = begin(config, models);
      const started = performance.now();
      const units = await measureAll(config, measure, run, context.signal).finally(dispose);
      if (!units) return { status: 'interrupted' };
      const { result, lines, summary } = report(units);
      for (const line of lines) context.log(`  ${line}`);
      await run.artifact('result.json', result);
      const seconds = (performance.now() - started) / 1000;
      return { status: 'finished', summary: { ...summary, seconds } } satisfies Outcome;
    },
  };
}

/** Every width and seed, those that an interrupted run has measured from its folder. Undefined when interrupted. */
async function measureAll<Part extends Unit>(
  { widths, seeds }: Grid,
  measure: (width: number, seed: number) => Part,
  run: Run,
  signal: AbortSignal,
): Promise<Part[] | undefined> {
  const finished = await finishedUnits<Part>(run.folder);
  const units: Part[] = [];
  for (const width of widths) {
    for (const seed of seeds) {
      const before = finished.find((unit) => unit.width === width && unit.seed === seed);
      const unit = before ?? measure(width, seed);
      if (!before) await keepUnit(run.folder, unit);
      units.push(unit);
      await new Promise(setImmediate); // lets Ctrl-C be heard
      if (signal.aborted) return undefined;
    }
  }
  return units;
}
