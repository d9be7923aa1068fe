import { paper } from '@singlora/records';
import { dreamBoothExperiment } from './dreambooth/experiment.ts';
import { dreamBoothPresets } from './dreambooth/presets.ts';
import type { DreamBoothSettings } from './dreambooth/settings.ts';

/** The paper's faces are to be had nowhere: others stand in, rendered ones or your own. */
const people = {
  data: 'rendered-people',
  methods: paper.faces.rows.map(({ method, rank }) => `${method}:${rank}`),
} satisfies Partial<DreamBoothSettings>;

const { laptop, smoke } = dreamBoothPresets;

export default dreamBoothExperiment({
  name: 'faces',
  description:
    "Fine-tunes adapters with as many parameters on pictures of people (the paper's table 4).",
  presets: {
    laptop: { ...laptop, ...people, subjects: 2, drawing: { ...laptop.drawing, perPrompt: 6 } },
    smoke: { ...smoke, ...people },
  },
});
