// Times single operations of diffusion models against PyTorch's, alternately.
//
//     nx run tools:kernels --case=conv-64-320
import { passes, type RecordOf } from '@singlora/records';
import { runCommand, some, usualOptions } from './command.ts';
import { kernelCases } from './kernel-cases.ts';
import { provenanceOf } from './record.ts';
import { sidesOfJob, threads } from './side.ts';
import { inTurns, withSides } from './turns.ts';

const names = Object.keys(kernelCases);

await runCommand({
  about:
    'Times single operations of diffusion models beside PyTorch’s, in five turns of four runs.',
  options: { ...usualOptions, case: some(names) },
  async *measure(asked) {
    const { case: chosen, tiny, rounds = tiny ? 1 : 5 } = asked;
    const flag = chosen.length < names.length ? ` --case=${chosen.join(',')}` : '';
    yield await withSides(sidesOfJob('kernels', 'PyTorch'), asked, async (started) => {
      const cases: RecordOf<'operations'>['cases'] = [];
      for (const [name, { title, job }] of Object.entries(kernelCases)) {
        if (!chosen.includes(name)) continue;
        for (const pass of passes) {
          console.log(`${title}, ${pass}`);
          const command = { job, pass, times: tiny ? 1 : 4 };
          const measured = await inTurns(started, rounds, () => command);
          cases.push({ case: name, title, pass, measured });
        }
      }
      return {
        kind: 'operations' as const,
        case: 'kernels',
        title: 'Operations of diffusion models',
        command: `npx nx run tools:kernels${flag}`,
        ...provenanceOf(started),
        setting: { threads },
        cases,
      };
    });
  },
});
