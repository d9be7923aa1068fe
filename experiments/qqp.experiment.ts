import { paperProtocol } from '@singlora/glue';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'qqp',
  description: 'Fine-tunes adapters on QQP (do the questions ask the same?); accuracy and F1.',
  protocols: {
    paper: paperProtocol.qqp.roberta,
    'paper-gpt2': paperProtocol.qqp.gpt2,
  },
});
