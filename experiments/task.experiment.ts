import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  description:
    'Fine-tunes adapters on any classification or scoring of sentences or pairs of them; --task=my-task.json says where its rows are and what they mean.',
});
