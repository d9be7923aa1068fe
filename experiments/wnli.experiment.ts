import { paperProtocol } from '@singlora/glue';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'wnli',
  description: 'Fine-tunes adapters on WNLI (Winograd schemas as inference).',
  protocols: { paper: paperProtocol.wnli.roberta },
  laptop: { holdoutRows: 100 },
});
