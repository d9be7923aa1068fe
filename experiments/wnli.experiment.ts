import { paperProtocol } from '@singlora/records';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'wnli',
  description: 'Fine-tunes adapters on WNLI (Winograd schemas as inference).',
  protocol: paperProtocol('roberta-base', 'wnli'),
  laptop: { search: { holdoutRows: 100 } },
});
