import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'mrpc',
  description: 'Fine-tunes adapters on MRPC (do the sentences say the same?); accuracy and F1.',
});
