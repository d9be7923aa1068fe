import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'sst2',
  description: 'Fine-tunes adapters on SST-2 (is the sentence positive or negative?).',
});
