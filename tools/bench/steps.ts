import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { precisions, type Precision, type RecordOf } from '@singlora/records';
import { stepGflop } from './arithmetic.ts';
import { peakAsked, tinyCase, type StepCase } from './cases.ts';
import { classifierSides, writeRandomModel } from './classifier.ts';
import type { BenchOptions } from './command.ts';
import { provenanceOf } from './record.ts';
import { ours, threads } from './side.ts';
import { inTurns, withSides } from './turns.ts';

/** Times steps of one case, ours and PyTorch's in each precision, alternately. */
export async function benchSteps(
  name: string,
  given: StepCase,
  asked: BenchOptions,
  folder: string,
): Promise<RecordOf<'step'>> {
  const { alsoCompiled, model, ...job } = asked.tiny ? tinyCase(given) : given;
  const isRandom = typeof model !== 'string';
  const path = isRandom ? await writeRandomModel(join(folder, name), model.config) : model;
  const own = precisions.map((precision) => ({ precision }));
  const compiled = alsoCompiled ? own.map((told) => ({ ...told, compiled: true })) : [];
  const sides = classifierSides({ ...job, model: path, folder }, own, [...own, ...compiled]);
  return withSides(sides, asked, async (started, { ready }) => {
    for (const { worker } of started) await worker.ask({ steps: 4 }); // start-up, not counted
    const { rounds = asked.tiny ? 1 : 10 } = asked;
    const measured = await inTurns(started, rounds, () => ({ steps: asked.tiny ? 2 : 4 }));
    const peakGflops: Partial<Record<Precision, number>> = {};
    for (const { worker, told } of started.filter(({ told }) => told.name === ours)) {
      const command = { peak: peakAsked(asked.tiny) };
      peakGflops[told.precision] = (await worker.ask<{ gflops: number }>(command)).gflops;
    }
    const { batch, length, method, against: _, ...setting } = job;
    // Other methods compute more than the formula counts.
    const isCounted = ['lora', 'singlora'].includes(method);
    const config = readFileSync(join(ready.checkpoint ?? '', 'config.json'), 'utf8');
    const gflopOf = (tokensThroughLastLayer: 'first' | 'all') =>
      stepGflop(JSON.parse(config) as Parameters<typeof stepGflop>[0], {
        ...job,
        tokensThroughLastLayer,
      });
    return {
      kind: 'step',
      case: name,
      title: `${isRandom ? model.title : 'MiniLM-L6'}, ${batch} × ${length} tokens`,
      command: `npx nx run tools:bench --case=${name}`,
      ...provenanceOf(started),
      setting: {
        ...setting,
        method,
        batch,
        length,
        threads,
        model: isRandom ? model.title : model,
        weights: isRandom ? 'random' : 'pretrained',
      },
      peakGflops,
      cases: [
        {
          case: name,
          measured: measured.map((one, i) => {
            const isOurs = started[i]?.told.name === ours;
            const gflop = isCounted && gflopOf(isOurs ? job.tokensThroughLastLayer : 'all');
            return { ...one, ...(gflop && { gflop }) };
          }),
        },
      ],
    };
  });
}
