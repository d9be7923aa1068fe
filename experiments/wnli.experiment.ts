import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'wnli',
  description: 'Fine-tunes adapters on WNLI (Winograd schemas as inference).',
  laptop: { search: { holdoutRows: 100 } },
});
