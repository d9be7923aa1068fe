import type { GlueRunConfig, DreamBoothRunConfig } from '@singlora/records';
import { inStages, type Experiment, type Stage } from '@singlora/runner';
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
  const planned = inStages(partsOf);
  return {
    ...table,
    defaultPreset: 'paper',
    checkpoints: true,
    ...planned,
    description: `The runs that settle the paper's ${table.name.replace('-', ' ')}, by plans that were made before any of them.`,
    needs(settings, preset, context) {
      const { alike = [] } = planned.follow(settings, preset) ?? {};
      const runs = [...planned.plan(settings, preset), ...alike];
      const presets = new Set<unknown>(runs.map(({ config }) => config.preset));
      return tellNeeds(
        {
          ...needsOf(settings),
          runs,
          anyway: settings.anyway,
          isOwn: ({ experiment, config }) =>
            experiment === table.recordedAs && presets.has(config['preset']),
        },
        context,
      );
    },
  };
};
