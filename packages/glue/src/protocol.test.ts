import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { paperProtocol, type PaperModel } from './protocol.ts';
import { tasks, type TaskName } from './tasks.ts';

interface PrintedRow {
  readonly model: string;
  readonly task: TaskName;
  readonly method: string;
  readonly lr?: readonly number[];
}
const names = Object.keys(tasks) as TaskName[];

describe('paperProtocol', () => {
  it('says where the paper has numbers, and for the other tasks that it has none', () => {
    const reported = (model: PaperModel) =>
      names.filter((task) => paperProtocol[task][model].reported !== null);
    expect(reported('roberta')).toEqual(['qqp', 'mnli', 'qnli']);
    expect(reported('gpt2')).toEqual(['qqp', 'mnli']);
    expect(reported('llama')).toEqual(['mnli']);
    expect(paperProtocol.rte.gpt2.unstated).toContain(
      "the learning rates of this task (MNLI's stand in)",
    );
  });

  it('has the rates of every row that the tables print', () => {
    const { glue } = JSON.parse(
      readFileSync(new URL('../../../reports/paper.json', import.meta.url), 'utf8'),
    ) as { glue: { rows: PrintedRow[] } };
    expect(glue.rows.length).toBeGreaterThan(0);
    for (const { model, task, method, lr = [] } of glue.rows) {
      const own = Object.values(paperProtocol[task]).find((protocol) => protocol.model === model);
      const known = own?.learningRates[method];
      expect([known?.rate, known?.rateB]).toEqual([lr[0], lr[1]]);
    }
  });

  it("differs for SST-2's epochs alone", () => {
    for (const model of ['roberta', 'gpt2'] as const) {
      const epochs = names.filter((task) => paperProtocol[task][model].epochs !== 3);
      expect(epochs).toEqual(['sst2']);
      expect(paperProtocol.sst2[model].epochs).toBe(10);
    }
    expect(paperProtocol.sst2.llama.epochs).toBe(1);
  });
});
