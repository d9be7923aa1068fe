import { paperProtocol } from '@singlora/records';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'mnli',
  description:
    'Fine-tunes adapters on MNLI (sentence pairs: entailment, neutral, contradiction); dev matched and mismatched.',
  protocols: {
    paper: paperProtocol('roberta-base', 'mnli'),
    'paper-gpt2': paperProtocol('gpt2', 'mnli'),
  },
});
