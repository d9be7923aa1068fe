import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'qnli',
  description: 'Fine-tunes adapters on QNLI (does the sentence answer the question?).',
});
