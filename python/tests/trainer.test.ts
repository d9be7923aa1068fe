import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { describeWith, runPython } from './python.test.support.ts';

/** One layer w = 1 on x = 1 with the loss w x, trained by gradient descent at rate 1/4: w falls by 1/4 per step. */
const program = `
import sys, torch
from torch import nn
from transformers import Trainer, TrainingArguments
from singlora_coordinate_check import Recorder
from singlora_coordinate_check.trainer import CoordinateCheck

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1, bias=False)
        self.layer.weight.data.fill_(1.0)
    def forward(self, x, labels=None):
        class Output(dict):
            loss = self.layer(x).mean()
        return Output(loss=Output.loss)

def train(recorder, **more):
    given = TrainingArguments(
        sys.argv[2], max_steps=5, learning_rate=0.25, optim="sgd", lr_scheduler_type="constant", report_to=[], use_cpu=True,
        save_strategy="no", per_device_train_batch_size=1, disable_tqdm=True, logging_strategy="no",
    )
    check = CoordinateCheck(recorder, width=8, seed=3, batch={"x": torch.ones(1, 1)}, **more)
    trainer = Trainer(model=Model(), args=given, train_dataset=[{"x": torch.ones(1)}] * 8, callbacks=[check])
    trainer.train()
    return trainer.state.global_step
`;

describeWith(['torch', 'transformers', 'accelerate'], 'the callback of the Trainer', () => {
  const folder = folderForAllTests();

  it('watches the start and the steps asked for, and ends the training after them', () => {
    const file = join(folder, 'run.jsonl');
    const script = `
with Recorder(sys.argv[1]) as recorder:
    print(train(recorder, steps=(1, 3), modules=["layer"], frozen_loss=2))
`;
    const { stdout, stderr, status } = runPython(['-c', program + script, file, folder]);
    expect(status, stderr).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('3');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual(
      [0, 1, 3].flatMap((step) => {
        const numbers = {
          ...{ width: 8, seed: 3, step, entries: 1 },
          ...{ size: 1 - step / 4, largest: 1 - step / 4 },
          ...{ change: step / 4, largestChange: step / 4 },
          ...{ loss: 1 - step / 4, frozenLoss: 2 },
        };
        // The layer's output at x = 1 is its weight.
        return [
          { ...numbers, module: 'layer' },
          { ...numbers, module: 'layer.weight@parameter', shape: [1, 1] },
        ];
      }),
    );
  });

  it('refuses a training that goes on from a checkpoint', () => {
    const script = `
from transformers import TrainerControl, TrainerState
with Recorder(sys.argv[1]) as recorder:
    check = CoordinateCheck(recorder, width=8, seed=3, batch={})
    try:
        check.on_train_begin(None, TrainerState(global_step=4), TrainerControl(), model=Model())
    except ValueError as error:
        print(error)
`;
    const { stdout, stderr, status } = runPython([
      ...['-c', program + script],
      ...[join(folder, 'other.jsonl'), folder],
    ]);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/goes on from step 4: changes are counted from its start/);
  });
});
