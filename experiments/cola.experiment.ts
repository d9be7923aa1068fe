import { glueExperiment } from './glue/experiment.ts';

export default glueExperiment({
  task: 'cola',
  description:
    "Fine-tunes adapters on CoLA (is the sentence good English?); Matthews' correlation.",
});
