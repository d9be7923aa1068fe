import type { GlueRunConfig, DreamBoothRunConfig } from '@singlora/records';
import { followAll, type Experiment, type Stage } from '@singlora/runner';
import { tellNeeds, type TableNeeds } from './needs.ts';
import type { TableSettings } from './settings.ts';

/** How tables of language and of pictures differ. */
interface Table<Settings, Config> extends Pick<
  Experiment<Settings, Config>,
  'name' | 'settings' | 'presets' | 'fit' | 'prepare'
> {
  readonly recordedAs: string;
  /** Each plan's runs, with those that follow. */
  readonly partsOf: (settings: Settings) => readonly Stage<Config>[];
  readonly needsOf: (settings: Settings) => Omit<TableNeeds<Config>, 'runs' | 'isOwn' | 'anyway'>;
}

/** A table of the paper: every run of its plans, by one command. */
export const tableExperiment = <
  Settings extends TableSettings,
  Config extends GlueRunConfig | DreamBoothRunConfig,
>({
  partsOf,
  needsOf,
  ...table
}: Table<Settings, Config>): Experiment<Settings, Config> => {
  const plan = (settings: Settings) => partsOf(settings).flatMap(({ runs }) => runs);
  const follow = (settings: Settings) => followAll(partsOf(settings));
  return {
    ...table,
    ...{ defaultPreset: 'paper', checkpoints: true, plan, follow },
    description: `The runs that settle the paper's ${table.name.replace('-', ' ')}, by plans that were made before any of them.`,
    needs(settings, _preset, context) {
      const runs = [...plan(settings), ...(follow(settings)?.alike ?? [])];
      const presets = new Set<unknown>(runs.map(({ config }) => config.preset));
      return tellNeeds(
        {
          ...needsOf(settings),
          ...{ runs, anyway: settings.anyway },
          isOwn: ({ experiment, config }) =>
            experiment === table.recordedAs && presets.has(config['preset']),
        },
        context,
      );
    },
  };
};
