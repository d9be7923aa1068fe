import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'qqp',
  description: 'Fine-tunes adapters on QQP (do the questions ask the same?); accuracy and F1.',
});
