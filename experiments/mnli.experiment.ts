import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'mnli',
  description:
    'Fine-tunes adapters on MNLI (sentence pairs: entailment, neutral, contradiction); dev matched and mismatched.',
});
