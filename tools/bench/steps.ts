import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Precision, RecordOf } from '@singlora/records';
import { modelShape, stepGflop } from './arithmetic.ts';
import { peakRounds, type StepCase } from './cases.ts';
import { precisionOption, type Asked } from './command.ts';
import { withJobSides } from './job-sides.ts';
import { provenanceOf } from './record.ts';
import type { PeakAnswer } from './sides.ts';
import { inTurns, threads } from './turns.ts';

/** Times steps of one case, ours and PyTorch's in each precision, in turns. */
export function benchSteps(
  name: string,
  job: StepCase,
  { tiny, rounds = tiny ? 1 : 10, steps = tiny ? 2 : 4, precisions, python, alone }: Asked,
): Promise<RecordOf<'step'>> {
  const ours = precisions.map((precision) => ({ precision }));
  const compiled = job.alsoCompiled ? ours.map((told) => ({ ...told, compiled: true })) : [];
  return withJobSides(
    job,
    { ours, theirs: alone ? [] : [...ours, ...compiled], python },
    async (sides, { ready }) => {
      const gflop = gflopOf(job, ready.folder ?? '');
      for (const { worker } of sides) await worker.ask({ steps: 4 }); // start-up, not counted
      const measured = await inTurns(sides, rounds, () => ({ steps }));
      const peakGflops: Partial<Record<Precision, number>> = {};
      for (const { worker, told } of sides.slice(0, ours.length)) {
        const answer = await worker.ask<PeakAnswer>({ peak: peakRounds(tiny) });
        peakGflops[told.precision] = answer.peakGflops;
      }
      const { model, batch, length, against: _, alsoCompiled: __, ...setting } = job;
      const isRandom = typeof model !== 'string';
      return {
        kind: 'step',
        case: name,
        title: `${isRandom ? model.title : 'MiniLM-L6'}, ${batch} × ${length} tokens`,
        command: `npx nx run tools:bench --case=${name}${precisionOption(precisions)}`,
        ...provenanceOf(sides),
        setting: {
          ...{ ...setting, batch, length, threads },
          model: isRandom ? model.title : model,
          weights: isRandom ? 'random' : 'pretrained',
        },
        peakGflops,
        cases: [
          {
            case: name,
            measured: measured.map((one, i) => ({
              ...one,
              ...(gflop && { gflop: gflop(i < ours.length ? job.tokensThroughLastLayer : 'all') }),
            })),
          },
        ],
      };
    },
  );
}

/** The arithmetic of a step of the model in `folder`; undefined for methods that compute more than the formula has. */
function gflopOf(job: StepCase, folder: string) {
  const { method, batch, length, rank, pass } = job;
  if (!['lora', 'singlora'].includes(method)) return undefined;
  const config = readFileSync(join(folder, 'config.json'), 'utf8');
  const shape = modelShape(JSON.parse(config) as Parameters<typeof modelShape>[0]);
  return (lastLayer: 'first' | 'all') =>
    stepGflop({ ...shape, batch, length, rank, pass, lastLayer });
}
