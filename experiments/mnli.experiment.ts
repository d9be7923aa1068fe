import { paperProtocol } from '@singlora/glue';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'mnli',
  description:
    'Fine-tunes adapters on MNLI (sentence pairs: entailment, neutral, contradiction); dev matched and mismatched.',
  protocols: {
    paper: paperProtocol.mnli.roberta,
    'paper-gpt2': paperProtocol.mnli.gpt2,
  },
});
