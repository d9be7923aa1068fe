import {
  baselineMethod,
  fewestSeeds,
  type gluePlans,
  headlineMethod,
  type GlueRunConfig,
  type PaperModelName,
  paperProtocol,
} from '@singlora/records';
import { openTask } from '@singlora/glue';
import { inStages, misuse, namedAfter, type Experiment } from '@singlora/runner';
import type { z } from 'zod';
import { settleAdapter } from '../training/adapter.ts';
import { sharedByGlue } from './experiment.ts';
import { glueStage } from './plan.ts';
import {
  firstPlan,
  firstPreset,
  ofTask,
  plannedPresets,
  type SuiteSettings,
} from './planned-settings.ts';
import { gluePresets, paperSettings } from './presets.ts';
import { openGlueSession } from './session.ts';
import { glueSettingsOf, taskOfRun } from './run-config.ts';
import {
  withChanges,
  glueSettings,
  usualGlueFlags,
  type GlueChanges,
  type GlueSettings,
  taskSetting,
} from './settings.ts';

/** One setting varied on one task, with everything else fixed. */
interface Ablation<Key extends string, Value> {
  readonly name: string;
  readonly description: string;
  /** the setting with the values, which is also its flag */
  readonly key: Key;
  readonly values: z.ZodType<Value[]>;
  /** how a value changes a run's settings; throws UsageError for a value that cannot be used */
  readonly change: (value: Value, settings: GlueSettings) => GlueChanges;
  /** the paper's model that another one stands in for; RoBERTa base unless given */
  readonly paperModel?: PaperModelName;
  readonly paper: Own<NoInfer<Key>, NoInfer<Value>>;
  readonly laptop: Own<NoInfer<Key>, NoInfer<Value>>;
  readonly smoke: Own<NoInfer<Key>, NoInfer<Value>>;
  /** Its changes to a plan's runs on MNLI, by the name of the plan and of its preset. */
  readonly planned?: Readonly<
    Partial<Record<keyof typeof gluePlans, Own<NoInfer<Key>, NoInfer<Value>>>>
  >;
}

/** A preset's values, and its other changes. */
type Own<Key extends string, Value> = GlueChanges & Record<Key, Value[]>;

/** The settings of an ablation; without values it repeats the run of `--config` unchanged. */
type AblationSettings<Key extends string, Value> = GlueSettings & { task: string } & Partial<
    Record<Key, Value[]>
  >;

/** An experiment that repeats a GLUE task's runs for each value of one setting. */
export function glueAblation<Key extends string, Value extends string | number>(
  ablation: Ablation<Key, Value>,
): Experiment<AblationSettings<Key, Value>, GlueRunConfig> {
  type Settings = AblationSettings<Key, Value>;
  const { name, description, key, change, paperModel = 'roberta-base' } = ablation;
  const protocol = paperProtocol(paperModel, 'mnli');
  const { [key]: _values, ...laptop } = ablation.laptop;
  const base = gluePresets(protocol, laptop);
  const preset = (from: GlueSettings, own: object) =>
    withChanges({ task: 'mnli', ...from }, own) as Settings;

  /** The settings of one value's runs, without the ablation's own settings. */
  const variant = (settings: Settings, value?: Value) => {
    const { task: _name, [key]: _all, ...own } = settings;
    return withChanges(
      own as unknown as GlueSettings,
      value === undefined ? {} : change(value, settings),
    );
  };
  const valuesOf = (settings: Settings): readonly (Value | undefined)[] =>
    settings[key] ?? [undefined];
  /** The settings that the values give; of the methods they only leave some out. */
  const varied = Object.entries(change(ablation.laptop[key][0] as Value, base.laptop))
    .filter(([own]) => own !== 'methods')
    .flatMap(([own, value]) =>
      own === 'adapter' ? Object.keys(value as object).map((part) => `${own}.${part}`) : [own],
    );
  const partsOf = (settings: Settings, from: string) => {
    const task = openTask(settings.task);
    return valuesOf(settings).map((value) => {
      const part = glueStage(task, variant(settings, value), from);
      return namedAfter(`${name} ${value ?? 'as recorded'}`, part);
    });
  };

  return {
    ...sharedByGlue,
    name,
    description,
    settings: glueSettings.extend({
      task: taskSetting,
      [key]: ablation.values.optional(),
    }),
    usual: { task: 'task', [key]: key, ...usualGlueFlags },
    settingsOf: (config, assets) =>
      ({ ...glueSettingsOf(config), task: taskOfRun(config, assets), [key]: undefined }) as object,
    presets: {
      paper: preset(paperSettings(protocol), ablation.paper),
      laptop: preset(base.laptop, ablation.laptop),
      [firstPlan]: preset(ofTask(firstPreset, 'mnli', firstPlan), {
        methods: [baselineMethod, headlineMethod],
        seeds: Array.from({ length: fewestSeeds }, (_, seed) => seed),
        ...ablation.laptop,
      }),
      ...Object.fromEntries(
        Object.entries(ablation.planned ?? {}).map(([plan, own]) => [
          plan,
          preset(ofTask(plannedPresets[plan] as SuiteSettings, 'mnli', plan), own),
        ]),
      ),
      smoke: preset(base.smoke, { ...ablation.smoke, lr: 3e-3 }),
    },
    settle: (chosen, given) => {
      const unused = varied.find((one) => chosen[key] !== undefined && given.has(one));
      if (unused !== undefined)
        throw misuse`--${unused}: leave it out, since --${key} gives its values here.`;
      return settleAdapter(chosen, given);
    },
    ...inStages(partsOf),
    prepare: (settings, context) =>
      openGlueSession(openTask(settings.task), paperModel, settings, context),
  };
}
