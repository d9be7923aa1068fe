import { describe, expect, it } from 'vitest';
import { tasks, type TaskName } from '../glue/tasks.ts';
import type { PaperModelName } from './paper.ts';
import { paperProtocol } from './protocol.ts';

const names = Object.keys(tasks) as TaskName[];

describe('paperProtocol', () => {
  it('says where the paper has numbers', () => {
    const reported = (model: PaperModelName) =>
      names.filter((task) => paperProtocol(model, task).reported !== null);
    expect(reported('roberta-base')).toEqual(['qqp', 'mnli', 'qnli']);
    expect(reported('gpt2')).toEqual(['qqp', 'mnli']);
    expect(reported('llama-7b')).toEqual(['mnli']);
  });

  it('has the rates of the tables, and those of MNLI for tasks without a row', () => {
    expect(paperProtocol('roberta-base', 'mnli').learningRates).toEqual({
      lora: { rate: 4e-4 },
      'lora+': { rate: 5e-5, rateB: 4e-3 },
      dora: { rate: 5e-4 },
      singlora: { rate: 1e-3 },
    });
    expect(paperProtocol('gpt2', 'rte').learningRates).toEqual(
      paperProtocol('gpt2', 'mnli').learningRates,
    );
    expect(paperProtocol('llama-7b', 'mnli').learningRates).toEqual({});
  });

  it("differs for SST-2's epochs alone", () => {
    for (const model of ['roberta-base', 'gpt2'] as const) {
      const epochs = names.filter((task) => paperProtocol(model, task).epochs !== 3);
      expect(epochs).toEqual(['sst2']);
      expect(paperProtocol(model, 'sst2').epochs).toBe(10);
    }
    expect(paperProtocol('llama-7b', 'sst2').epochs).toBe(1);
  });
});
