import { orInterrupted, type Context, type Experiment } from '@singlora/runner';
import { startBackend, type StartOptions } from '@singlora/runtime';
import type { z } from 'zod';
import type { CheckRecord, ConfigOf, DeepReadonly, ResultOf } from './record.ts';
import { sentenceOf } from './sentence.ts';

/** A run's results: its `result.json`, and its summary without undefined values. */
export interface Made<Result> {
  readonly result: DeepReadonly<Result>;
  readonly summary: Readonly<Record<string, number | null | undefined>>;
}

export interface RunPlace extends Pick<Context, 'log' | 'signal'> {
  readonly folder: string;
  /** Pauses between two parts of a run: lets Ctrl-C be handled, and throws if it was pressed. */
  readonly pause: () => Promise<void>;
}

export type Make<Config, Result> = (
  config: Config,
  place: RunPlace,
) => Promise<Made<Result>> | Made<Result>;

export interface Declared<Settings, Config, Result> {
  /** The check's record, by which `--config` can repeat a run from its file. */
  readonly record: CheckRecord<Config & { preset: string }, Result>;
  readonly name: string;
  readonly description: string;
  /** A setting named as a field of the record's configuration takes that field's values: a list of `n` has another name. */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /** Must include `default`. */
  readonly presets: Readonly<Record<string, Settings>>;
  plan(settings: Settings, preset: string): readonly Config[];
  readonly label: (config: Config) => string;
  /** TensorFlow's settings, where it shares the processor otherwise than by default; or the name of what computes instead. */
  readonly backend?: Pick<StartOptions, 'threadsPerOperation' | 'operationsAtOnce'> | string;
  /** Opens what the runs of one command share. */
  readonly open: (settings: Settings, context: Context) => Make<Config, Result>;
  /** A finished run in one line: see {@link sentenceOf}. `seconds` is one of its numbers. */
  readonly says: string;
}

/** A check as an experiment, by the record of its runs. */
export const checkExperiment = <Record extends CheckRecord, Settings>(
  declared: Declared<Settings, ConfigOf<Record>, ResultOf<Record>>,
): Experiment<Settings, ConfigOf<Record>> => {
  const { record, name, description, settings, presets, label, says } = declared;
  const planOf = (config: ConfigOf<Record>) => ({ label: label(config), config });
  return {
    name,
    description,
    settings,
    presets,
    defaultPreset: 'default',
    config: record.config,
    planOf,
    // For fields that settings list under the same name, such as widths, to which notices refer.
    settingsOf: (config: ConfigOf<Record>) =>
      Object.fromEntries(
        Object.entries(config).filter(([name]) => name in settings.shape),
      ) as Partial<Settings>,
    plan: (chosen, preset) => declared.plan(chosen, preset).map(planOf),
    async prepare(chosen, context) {
      const { log, env } = context;
      const make = declared.open(chosen, context);
      const wanted = declared.backend ?? {};
      const isTensors = typeof wanted !== 'string';
      const backend = isTensors
        ? (await startBackend({ env, warn: log, ...wanted })).description
        : wanted;
      if (isTensors) log(`Backend  ${backend}`);
      return {
        backend,
        assets: [],
        describe: (summary) => sentenceOf(says, summary),
        run: ({ config }, run, { log, signal }) =>
          orInterrupted(signal, async () => {
            const started = performance.now();
            const pause = async () => {
              await new Promise(setImmediate);
              signal.throwIfAborted();
            };
            const place = { folder: run.folder, log, signal, pause };
            const { result, summary } = await make(config, place);
            await run.artifact('result.json', JSON.stringify(result));
            const all = { ...summary, seconds: (performance.now() - started) / 1000 };
            return { status: 'finished', summary: knownNumbers(all) };
          }),
      };
    },
  };
};

const knownNumbers = (all: Made<unknown>['summary']): Record<string, number> =>
  Object.fromEntries(
    Object.entries(all).filter((one): one is [string, number] => typeof one[1] === 'number'),
  );
