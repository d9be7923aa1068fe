import { openTask } from '@singlora/glue';
import {
  glueRunConfig,
  isOfPaper,
  languageTables,
  paperProtocol,
  type GluePlan,
  type GlueRunConfig,
  type PaperModelName,
  type TaskName,
} from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { glueStage } from '../glue/plan.ts';
import { candidateName } from '../glue/planned-settings.ts';
import { paperSettings, smokeChanges } from '../glue/presets.ts';
import { openTasks } from '../glue/suite.ts';
import { withChanges, type GlueSettings } from '../glue/settings.ts';
import { fitPrecision, precisionSetting } from '../training/precision.ts';
import { neededModel, neededRows, modelPlace } from './assets.ts';
import { tableExperiment } from './experiment.ts';
import { tablePresets, tableSettings, type TableSettings } from './settings.ts';
import { languageWork } from './work.ts';

type Settings = TableSettings & Pick<GlueSettings, 'precision'>;

/** The cost of a table's runs: parameters used in products, without embeddings; memory by lab/training/docs/memory.md. */
const sizes: Readonly<Record<PaperModelName, { parameters: number; memory: number }>> = {
  'roberta-base': { parameters: 85e6, memory: 8e9 },
  gpt2: { parameters: 85e6, memory: 8e9 },
  'llama-7b': { parameters: 6.48e9, memory: 65e9 },
};

interface PlannedPart {
  readonly plan: GluePlan;
  readonly model: PaperModelName;
  readonly task: TaskName;
  readonly settings: GlueSettings;
  readonly preset: string;
}

/** A language table: every run of its plans, by one command. */
export function languageTable(
  name: keyof typeof languageTables,
): Experiment<Settings, GlueRunConfig> {
  const plans: Readonly<Record<string, GluePlan>> = languageTables[name];
  const names = Object.keys(plans);
  const partsOf = ({ plans: chosen, models, data, precision, smoke }: Settings): PlannedPart[] =>
    chosen.flatMap((own) => {
      const plan = plans[own] as GluePlan & { paper: PaperModelName };
      return (Object.entries(plan.tasks) as [TaskName, { holdoutRows: number }][]).map(
        ([task, { holdoutRows }]) => {
          const protocol = paperSettings(paperProtocol(plan.paper, task));
          const settings: GlueSettings = {
            ...protocol,
            precision,
            methods: plan.candidates.map(candidateName),
            seeds: [...plan.seeds],
            model: modelPlace(plan.model, models),
            ...(data !== undefined && { data }),
            ...(plan.search && {
              lr: 'search',
              search: { ...protocol.search, ...plan.search, holdoutRows },
            }),
          };
          return {
            plan,
            task,
            model: plan.paper,
            preset: smoke ? 'smoke' : own,
            settings: smoke ? withChanges(settings, smokeChanges) : settings,
          };
        },
      );
    });
  return tableExperiment<Settings, GlueRunConfig>({
    name,
    recordedAs: 'glue',
    settings: tableSettings(names).extend({ precision: precisionSetting }),
    presets: {
      paper: { ...tablePresets(names).paper, precision: 'bfloat16' },
      smoke: { ...tablePresets(names).smoke, precision: 'float32' },
    },
    partsOf: (all) =>
      partsOf(all).map(({ task, settings, preset }) => glueStage(openTask(task), settings, preset)),
    fit: fitPrecision,
    needsOf(settings) {
      const parts = partsOf(settings);
      const models = [...new Map(parts.map(({ plan, model }) => [model, plan.model]))];
      const ofModel = new Map(parts.map((part) => [part.settings.model, sizes[part.model]]));
      const all = [...new Set(parts.map(({ task }) => task))];
      return {
        plans: [...new Set(parts.map(({ plan }) => plan))],
        assets: [
          ...models.map(([model, id]) =>
            neededModel('checkpoint', id, settings.models, (sha256) => isOfPaper(model, sha256)),
          ),
          ...all.map((task) => neededRows(task, settings.data)),
        ],
        memory: Math.max(...models.map(([model]) => sizes[model].memory)),
        kept: 30e6,
        workOf: (config) => languageWork(config, ofModel.get(config.model)?.parameters ?? 0),
        configOf: ({ config }) => glueRunConfig.parse(config),
      };
    },
    prepare: (settings, context) =>
      openTasks(
        partsOf(settings).map(({ model, task, settings: own }) => ({
          paperModel: model,
          task: openTask(task),
          settings: own,
        })),
        context,
      ),
  });
}
