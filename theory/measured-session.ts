import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Experiment, Session } from '@singlora/runner';
import { knownNumbers, type Made } from './experiment.ts';
import { sentenceOf } from './sentence.ts';

/** The results from a file with measurements from elsewhere, with lines that report them at once. */
type MadeOfFile = Made<unknown> & { readonly lines: readonly string[] };

/** How a check judges a file with measurements from elsewhere. */
export interface Judging<Settings, Config> {
  readonly configOf: (file: string, settings: Settings) => Config;
  readonly read: (file: string, settings: Settings) => Promise<MadeOfFile>;
  /** A finished run in one line, like a check's own. */
  readonly says: string;
}

interface Asked {
  readonly measured: readonly string[];
}

/** A check that trains, or that judges files if settings name some: one run per file. */
export function orMeasured<
  Settings extends Asked,
  Config,
  Own extends { readonly measured: string },
>(
  trained: Experiment<Settings, Config>,
  judging: Judging<Settings, Own>,
): Experiment<Settings, Config | Own> {
  const isMeasured = ({ measured }: Settings) => measured.length > 0;
  const planOf = (file: string, settings: Settings) => ({
    label: `${basename(file)}, measured elsewhere`,
    config: judging.configOf(file, settings),
  });
  return {
    ...trained,
    plan: (settings, preset) =>
      isMeasured(settings)
        ? settings.measured.map((file) => planOf(file, settings))
        : trained.plan(settings, preset),
    prepare: (settings, context) =>
      isMeasured(settings)
        ? measuredSession(settings, judging)
        : trained.prepare(settings, context),
  };
}

/** Records the judgements on files; nothing is trained. All files are read first, so that a damaged one prevents all records. */
async function measuredSession<
  Settings extends Asked,
  Config extends { readonly measured: string },
>(settings: Settings, { read, says }: Judging<Settings, Config>): Promise<Session<Config>> {
  const made = new Map<string, MadeOfFile & { readonly sha256: string }>();
  for (const file of settings.measured) {
    const own = await read(file, settings);
    const sha256 = hash('sha256', await readFile(file));
    made.set(file, { ...own, sha256 });
  }
  const of = (file: string) => made.get(file) as MadeOfFile & { readonly sha256: string };
  return {
    backend: 'none: nothing is trained here',
    assets: [],
    assetsOf: ({ config: { measured } }) => [
      {
        kind: 'dataset',
        id: basename(measured),
        revision: 'none',
        source: 'folder',
        origin: 'measured elsewhere',
        sha256: { [basename(measured)]: of(measured).sha256 },
      },
    ],
    describe: (summary) => sentenceOf(says, summary),
    async run({ config: { measured } }, run, context) {
      const { result, summary, lines } = of(measured);
      for (const line of lines) context.log(`  ${line}`);
      await run.artifact('result.json', JSON.stringify(result));
      return { status: 'finished', summary: knownNumbers(summary) };
    },
  };
}
