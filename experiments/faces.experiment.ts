import { facesProtocol, paper, type DreamBoothRunConfig } from '@singlora/records';
import type { Experiment } from '@singlora/runner';
import { followDreamBoothRuns, planDreamBoothRuns } from './dreambooth/plan.ts';
import { dreamBoothPresets } from './dreambooth/presets.ts';
import { openDreamBoothSession } from './dreambooth/session.ts';
import { dreamBoothSettings, type DreamBoothSettings } from './dreambooth/settings.ts';

/** The paper's faces are to be had nowhere: others stand in, rendered ones or your own. */
const people = {
  data: 'rendered-people',
  methods: paper.faces.rows.map(({ method, rank }) => `${method}:${rank}`),
} satisfies Partial<DreamBoothSettings>;

const { paper: table3, laptop, smoke } = dreamBoothPresets;

const experiment: Experiment<DreamBoothSettings, DreamBoothRunConfig> = {
  name: 'faces',
  description:
    "Fine-tunes adapters with as many parameters on pictures of people (the paper's table 4).",
  settings: dreamBoothSettings,
  presets: {
    paper: {
      ...table3,
      ...people,
      subjects: facesProtocol.subjects,
      steps: facesProtocol.steps,
      encoder: 'facebook/dino-vits16',
      faces: true,
    },
    laptop: { ...laptop, ...people, subjects: 2, perPrompt: 6 },
    smoke: { ...smoke, ...people },
  },
  defaultPreset: 'laptop',
  checkpoints: true,
  plan: planDreamBoothRuns,
  follow: followDreamBoothRuns,
  prepare: openDreamBoothSession,
};

export default experiment;
