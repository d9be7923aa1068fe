// Times this project against PyTorch + transformers + peft on the same work, alternately.
//
//     nx run tools:bench --case=minilm-32x48
import { stepCases } from './cases.ts';
import { countOption, runCommand, some, usualOptions } from './command.ts';
import { benchEpoch } from './epoch.ts';
import { benchSteps } from './steps.ts';

await runCommand({
  about: `Times this project beside PyTorch + transformers + peft on the same work, in turns: ten, or one of the epoch, of four
steps. float32 and bfloat16 are measured at once; PyTorch's bfloat16 is its autocast.`,
  options: {
    ...usualOptions,
    case: some([...Object.keys(stepCases), 'epoch-mnli']),
    rows: countOption.optional().describe('training rows of the epoch'),
  },
  async *measure(asked, folder) {
    for (const name of asked.case) {
      const job = stepCases[name];
      yield await (job ? benchSteps(name, job, asked, folder) : benchEpoch(name, asked, folder));
    }
  },
});
