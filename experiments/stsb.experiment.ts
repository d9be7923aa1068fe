import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'stsb',
  description:
    "Fine-tunes adapters on STS-B (how alike are the sentences, 0 to 5?); Pearson's and Spearman's correlation.",
});
