import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'rte',
  description: 'Fine-tunes adapters on RTE (does the first sentence entail the second?).',
});
