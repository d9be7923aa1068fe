import { describe, expect, it } from 'vitest';
import type { SweepVerdictName } from '../../record.ts';
import { checkOf } from '../../report/checks.ts';
import { partsHtml } from '../../report/parts.ts';
import { altered, runsOf } from '../../report/recorded.test.support.ts';
import { weightStartsPreset, type SweepConfig } from '../record.ts';
import type { SweepRun } from './subject.ts';
import { weightStartsView } from './weight-starts.ts';

/** A recorded run with such a start, with these verdicts at −1, −1/2 and 0. */
function judged(
  method: string,
  optimiser: string,
  start: SweepConfig['start'],
  verdicts: readonly SweepVerdictName[],
): SweepRun {
  const [run] = runsOf<SweepRun>('width-sweep', { method, optimiser });
  const cells = run.result.cells.map((cell, i) => ({ ...cell, verdict: verdicts[i]! }));
  const config = { preset: weightStartsPreset, start, initExponent: null };
  return altered(run, config, { cells });
}

const adam = (verdict: SweepVerdictName) => ['vanishing', verdict, 'exploding'] as const;
const lora = judged('lora', 'adam', 'principal', adam('stable'));
const olora = judged('lora', 'adam', 'qr', adam('stable'));

describe('the section', () => {
  it('shows the runs of its preset, and the sweep’s own does not', () => {
    expect(checkOf({ ...lora.record, config: lora.config })?.id).toBe(weightStartsPreset);
    expect(checkOf(lora.record)?.id).toBe('width-sweep');
  });

  it('leads with the stable rates, and has every slope', () => {
    const lead = partsHtml(weightStartsView.lead!([lora, olora]));
    expect(lead.markdown).toMatch(/largest singular directions \|[^|]*\| −1\/2 \|/);
    const body = partsHtml(weightStartsView.body([lora, olora]));
    expect(body.text).toContain('LoRA from the weight’s QR decomposition');
  });
});
