import { paperProtocol } from '@singlora/records';
import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  name: 'llama-mnli',
  task: 'mnli',
  description: "Fine-tunes adapters on MNLI with a LLaMA (the paper's table 2: LLaMA-7B).",
  paperModel: 'llama-7b',
  laptop: {
    model: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    lr: 1e-3,
    adapter: { target_modules: paperProtocol('llama-7b', 'mnli').targets },
    trainRows: 640,
    evalRows: 500,
  },
});
