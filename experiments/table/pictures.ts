import { readdirSync } from 'node:fs';
import {
  dreamBoothRunConfig,
  knownDenoiser,
  pictureTables,
  plannedPictures,
  stableDiffusion,
  type DreamBoothRunConfig,
  type PicturePlan,
} from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { dreamBoothStage } from '../dreambooth/plan.ts';
import { dreamBoothPresets } from '../dreambooth/presets.ts';
import { openDreamBoothSession } from '../dreambooth/session.ts';
import type { DreamBoothSettings } from '../dreambooth/settings.ts';
import { candidateName } from '../glue/planned-settings.ts';
import { neededModel, neededPeople, neededSubjects, modelPlace } from './assets.ts';
import { tableExperiment } from './experiment.ts';
import { tablePresets, tableSettings, type TableSettings } from './settings.ts';
import { pictureWork } from './work.ts';

const { paper } = dreamBoothPresets;

/** The subjects in a folder; without one, as many as the plan needs, or all that it names. */
const subjectsIn = ({ data, subjects }: PicturePlan, given: string | undefined): string[] =>
  given !== undefined
    ? foldersIn(given)
    : data === null
      ? Array.from({ length: subjects }, (_, i) => `person ${i + 1}`)
      : ['all'];

const foldersIn = (data: string): string[] =>
  readdirSync(data, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? entry.name : []))
    .sort();

/** Seconds, to see that everything works. */
const smoked = (settings: DreamBoothSettings): DreamBoothSettings => ({
  ...settings,
  seeds: [0],
  methods: settings.methods.slice(0, 1),
  training: { ...settings.training, steps: 2 },
  drawing: { ...settings.drawing, steps: 2, prompts: 1, perPrompt: 1, ofClass: 1 },
  resolution: 64,
  references: 1,
  faces: false,
});

/** A picture table: every run of its plans, by one command. */
export function pictureTable(
  name: keyof typeof pictureTables,
): Experiment<TableSettings, DreamBoothRunConfig> {
  const plans: Readonly<Record<string, PicturePlan>> = pictureTables[name];
  const names = Object.keys(plans);
  const [first] = Object.values(plans) as [PicturePlan];
  const settingsOf = (own: string, { models, data, smoke }: TableSettings): DreamBoothSettings => {
    const plan = plans[own] as PicturePlan;
    const settings: DreamBoothSettings = {
      ...paper,
      model: modelPlace(paper.model, models),
      encoder: modelPlace(plannedPictures.encoder, models),
      clip: modelPlace(plannedPictures.clip, models),
      data: data ?? plan.data ?? 'people',
      subjects: subjectsIn(plan, data),
      methods: plan.candidates.map(candidateName),
      seeds: [...plan.seeds],
      lr: plan.rates[0],
      training: { ...paper.training, steps: plan.steps },
      faces: plan.faces,
    };
    return smoke ? smoked(settings) : settings;
  };
  return tableExperiment<TableSettings, DreamBoothRunConfig>({
    name,
    recordedAs: first.suite,
    settings: tableSettings(names),
    presets: tablePresets(names),
    partsOf: (settings) =>
      settings.plans.map((own) =>
        dreamBoothStage(settingsOf(own, settings), settings.smoke ? 'smoke' : own),
      ),
    needsOf: ({ plans: chosen, models, data }) => ({
      plans: chosen.map((own) => plans[own] as PicturePlan),
      assets: [
        neededModel(
          'pipeline',
          paper.model,
          models,
          (sha256) => knownDenoiser(sha256) === stableDiffusion,
        ),
        neededModel('encoder', plannedPictures.encoder, models),
        neededModel('encoder', plannedPictures.clip, models),
        first.data === null
          ? neededPeople(first.subjects, data, plannedPictures)
          : neededSubjects(first.data, data),
      ],
      // That of a step, by results/bench/sd-compiled.json, and of drawing and scoring.
      memory: 10e9,
      kept: 20e6,
      workOf: pictureWork,
      configOf: ({ config }) => dreamBoothRunConfig.parse(config),
    }),
    prepare: (settings, context) => openDreamBoothSession(settingsOf(name, settings), context),
  });
}
