import { dreamBoothExperiment } from './dreambooth/experiment.ts';
import { dreamBoothPresets } from './dreambooth/presets.ts';

export default dreamBoothExperiment({
  name: 'dreambooth',
  description:
    'Fine-tunes adapters on a few pictures of a subject, draws it in new places, and scores the pictures.',
  presets: dreamBoothPresets,
});
