import type { EpochRecord } from '@singlora/records';
import { epochCase, paddings } from './cases.ts';
import { median } from '@singlora/statistics';
import { provenance } from './record.ts';
import type { EpochAnswer } from './sides.ts';
import { mib, ratio } from './text.ts';
import { inTurns, otherName, withSides, type Started } from './turns.ts';
import type { Effort } from './steps.ts';

/** Times one epoch of real rows: ours as shipped, and PyTorch with each way to pad, in turns. */
export async function benchEpoch(
  name: string,
  rows: number | undefined,
  { rounds, python, alone }: Omit<Effort, 'steps'>,
): Promise<EpochRecord> {
  const job = { ...epochCase, ...(rows !== undefined && { rows }) };
  // A process for each padding: a process's peak of memory never falls.
  const others = alone ? [] : Object.entries(paddings);
  return withSides(job, { python, count: others.length }, async ({ lab, torch }) => {
    const { ready } = lab;
    const { rows: trained = 0, realTokens = 0, data = '' } = ready;
    const side = (
      { worker, ready: { ready: versions } }: Started<{ ready: string }>,
      epoch: string | true,
      title: string,
      padding: string,
    ) => ({
      worker,
      command: { epoch },
      seconds: [] as number[],
      counts: { steps: 0, tokens: 0, peakRssBytes: 0 },
      measured: { name: title, padding, versions, realTokens },
    });
    const sides = [
      side(lab, true, 'SingLoRA Lab', 'as shipped'),
      ...torch.map((started, i) => {
        const [epoch = '', padding = ''] = others[i] ?? [];
        return side(started, epoch, otherName(epochCase), padding);
      }),
    ];
    await inTurns<EpochAnswer, (typeof sides)[number]>(sides, rounds, (one, answer) => {
      const { seconds, ...counts } = answer;
      one.seconds.push(seconds);
      one.counts = counts;
    });
    const { model, batch, method, rank, alpha } = epochCase;
    return {
      kind: 'epoch',
      case: rows === undefined ? name : `${name}-${rows}`,
      title: `One epoch of MNLI, ${trained} rows`,
      command: `npx nx run tools:bench --case=${name}${rows === undefined ? '' : ` --rows=${rows}`}`,
      ...provenance(ready.environment),
      setting: { model, batch, method, rank, alpha, rows: trained, epochs: 1, data },
      sides: sides.map(({ measured, seconds, counts }) => ({ ...measured, ...counts, seconds })),
    };
  });
}

/** The record in a line a side: its time to ours, and what it spends on padding. */
export function epochLines({ case: name, setting, sides }: EpochRecord): string[] {
  const [own] = sides;
  const ours = own ? median(own.seconds) : NaN;
  const lines = sides.map((side) => {
    const seconds = median(side.seconds);
    const padding = 100 * (1 - side.realTokens / side.tokens);
    return (
      `  ${side.name}, ${side.padding}`.padEnd(36) +
      `${ratio(seconds, ours).padStart(6)}   ${seconds.toFixed(1)} s, ` +
      `${(setting.rows / seconds).toFixed(0)} examples/s, ${padding.toFixed(1)} % padding, ${mib(side.peakRssBytes)}`
    );
  });
  return [`${name}: ${setting.rows} rows, ${setting.data}`, ...lines];
}
