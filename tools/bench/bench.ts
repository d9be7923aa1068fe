// Times this project beside PyTorch + transformers + peft on the same work, in turns.
//
//     nx run tools:bench --case=minilm-32x48
import { precisions } from '@singlora/records';
import { stepCases, tiny } from './cases.ts';
import { runCommand } from './command.ts';
import { benchEpoch } from './epoch.ts';
import { benchSteps } from './steps.ts';

const epochName = 'epoch-mnli';

await runCommand({
  about: `Times this project beside PyTorch + transformers + peft on the same work, in turns: ten, or one of the epoch, of four
steps. float32 and bfloat16 are measured at once; PyTorch's bfloat16 is its autocast.`,
  choices: { case: [...Object.keys(stepCases), epochName], precision: precisions },
  counts: ['rounds', 'steps', 'rows'],
  hasTiny: true,
  imports({ chosen }) {
    const others = chosen('case').map((name) => stepCases[name]?.against);
    const extra = others.includes('peft-singlora') ? ['peft_singlora'] : [];
    return ['torch', 'transformers', 'peft', ...extra];
  },
  async *measure(asked) {
    for (const name of asked.chosen('case')) {
      const job = stepCases[name];
      yield job
        ? await benchSteps(name, asked.tiny ? tiny(job) : job, asked)
        : await benchEpoch(name, asked);
    }
  },
});
