import { paperProtocol } from '@singlora/records';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'mrpc',
  description: 'Fine-tunes adapters on MRPC (do the sentences say the same?); accuracy and F1.',
  protocol: paperProtocol('roberta-base', 'mrpc'),
});
