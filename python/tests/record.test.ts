import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { describeWith, runPython } from './python.test.support.ts';

/** A linear layer w = 2 without a bias on x = (1, −3), then an in-place ReLU; a module with two outputs runs twice after it. */
const start = `
import sys, torch
from torch import nn
from singlora_coordinate_check import Recorder

class Pair(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor(1.0))
    def forward(self, x):
        return self.w * x, x

class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(1, 1, bias=False)
        self.first.weight.data.fill_(2.0)
        self.drop = nn.Dropout(0.5)
        self.relu = nn.ReLU(inplace=True)
        self.pair = Pair()
    def forward(self, x):
        h = self.relu(self.first(self.drop(x)))
        return self.pair(h)[0] + self.pair(2 * h)[0]

x = torch.tensor([[1.0], [-3.0]])
def watched(recorder, width, seed, **more):
    model = Model()
    model.drop.eval()
    model.train()
    return model, recorder.watch(model, width=width, seed=seed, probe=lambda: model(x).sum(), **more)
`;

describeWith(['torch'], 'the recorder in PyTorch', () => {
  const folder = folderForAllTests();

  const run = (script: string) => {
    const file = join(folder, 'run.jsonl');
    const { stdout: said, stderr } = runPython(['-c', start + script, file]);
    expect(stderr).toBe('');
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return { said, file, lines: lines.map((line) => JSON.parse(line) as object) };
  };

  it('writes sizes and changes, whatever is done in place after a module', () => {
    const { lines, said } = run(`
with Recorder(sys.argv[1]) as recorder:
    model, watch = watched(recorder, 8, 3)
    watch(0)
    model.first.weight.data.fill_(3.0)
    watch(2)
    print(model.training, model.drop.training)
`);
    const shared = { width: 8, seed: 3, frozenLoss: null };
    const first = { ...shared, module: 'first', entries: 2 };
    // The layer outputs (2, −6), then (3, −9); the in-place operation after it makes the former (2, 0).
    expect(lines).toEqual(
      expect.arrayContaining([
        { ...first, step: 0, size: near(20), change: 0, largest: 6, largestChange: 0, loss: 6 },
        {
          ...first,
          step: 2,
          size: near(45),
          change: near(5),
          largest: 9,
          largestChange: 3,
          loss: 9,
        },
      ]),
    );
    const names = lines.map((line) => (line as { module: string }).module);
    expect(new Set(names)).toEqual(new Set(['first', 'first.weight@parameter', 'pair', 'model']));
    // (2, 0) and (4, 0), twice each: the first of two outputs.
    expect(lines).toContainEqual(
      expect.objectContaining({ module: 'pair', step: 0, entries: 4, size: near(5), largest: 4 }),
    );
    expect(said.trim()).toBe('True True');
  });

  it('watches a bare loop before its first step and after each', () => {
    const { lines, said } = run(`
from singlora_coordinate_check.loop import watched_steps
with Recorder(sys.argv[1]) as recorder:
    model, watch = watched(recorder, 8, 3, modules=["first"])
    for step in watched_steps(watch, 2):
        print(step, end=" ")
        model.first.weight.data.fill_(2.0 + step)
`);
    expect(said).toBe('1 2 ');
    const of = (name: string, times: number) =>
      [2, 3, 4].map((weight, step) => ({
        ...{ module: name, step },
        ...{ largest: times * weight, largestChange: times * step },
      }));
    const parameter = of('first.weight@parameter', 1).map((line) => ({ ...line, shape: [1, 1] }));
    expect(lines).toMatchObject([0, 1, 2].flatMap((i) => [of('first', 3)[i], parameter[i]]));
  });

  it('leaves what a module does when training begins or ends undone', () => {
    const { said } = run(`
class Merging(nn.Linear):
    def train(self, mode=True):
        print("merged" if not mode else "taken apart")
        return super().train(mode)

with Recorder(sys.argv[1]) as recorder:
    model, _ = watched(recorder, 8, 3)
    model.first = Merging(1, 1)
    watch = recorder.watch(model, width=8, seed=3, probe=lambda: (print(model.first.training), model(x).sum())[1])
    watch(0)
    print(model.first.training)
`);
    expect(said).toBe('False\nTrue\n');
  });

  it('watches peft’s DoRA on its input alone, not on the identity that norms are taken of', () => {
    const { lines } = run(`
class Norms(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
    def forward(self, x, lora_A):
        return self.weight * lora_A(torch.eye(1)) * lora_A(x)

class Adapted(nn.Module):
    def __init__(self):
        super().__init__()
        self.lora_A = nn.ModuleDict({"default": nn.Linear(1, 1, bias=False)})
        self.lora_magnitude_vector = nn.ModuleDict({"default": Norms()})
    def forward(self, x):
        return self.lora_magnitude_vector["default"](x, self.lora_A["default"])

with Recorder(sys.argv[1]) as recorder:
    model = Adapted()
    recorder.watch(model, width=8, seed=3, probe=lambda: model(model(x)).sum())(0)
`);
    const entries = lines.map((line) => (line as { entries: number }).entries);
    // Two samples, twice each: of A, of the norms, and of the whole; and A's weight.
    expect(entries).toEqual([4, 4, 4, 1]);
  });

  it('finds the tensor of a module that puts out a dict, a dataclass or a loss beside it', () => {
    const { lines } = run(`
from dataclasses import dataclass

@dataclass
class Output:
    loss: object
    hidden: torch.Tensor

class Block(nn.Module):
    def __init__(self, made):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.0))
        self.made = made
    def forward(self, x):
        return self.made(x.sum(), self.weight * x)

class Whole(nn.Module):
    def __init__(self):
        super().__init__()
        self.by_name = Block(lambda loss, h: {"mask": torch.tensor([1]), "more": [loss, {"hidden": h}]})
        self.by_field = Block(Output)
        self.nothing = Block(lambda loss, h: None)
        self.model = Block(lambda loss, h: (None, h))
    def forward(self, x):
        h = self.by_field(self.by_name(x)["more"][1]["hidden"]).hidden
        self.nothing(h)
        return self.model(h)[1]

with Recorder(sys.argv[1]) as recorder:
    model = Whole()
    recorder.watch(model, width=8, seed=3, probe=lambda: model(x).sum())(0)
`);
    // The whole has its class's name, as one of its modules is called model.
    expect(lines).toMatchObject([
      { module: 'by_name', entries: 2, largest: 6 },
      { module: 'by_field', entries: 2, largest: 12 },
      { module: 'model', entries: 2, largest: 24 },
      { module: 'Whole', entries: 2, largest: 24 },
    ]);
  });

  it('watches what torch.compile has made without hooks, and a Transformer’s layers one by one', () => {
    const { lines, said } = run(`
whole = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1)
padded = torch.tensor([[False, False, True], [False, False, False]])
model = nn.Sequential(nn.Linear(1, 1), nn.Linear(1, 1))
compiled = torch.compile(model, backend="eager")
model.eval()
with torch.no_grad():
    compiled(x)
with Recorder(sys.argv[1]) as recorder:
    recorder.watch(model, width=8, seed=3, probe=lambda: compiled(x).sum())(0)
    probe = lambda: whole(torch.ones(2, 3, 4), src_key_padding_mask=padded).sum()
    recorder.watch(whole, width=8, seed=4, probe=probe)(0)
print(torch.backends.mha.get_fastpath_enabled())
`);
    const modules = lines.map((line) => (line as { module: string }).module);
    expect(modules).toEqual(expect.arrayContaining(['0', '1', 'layers.0.linear2', 'layers.0']));
    expect(said.trim()).toBe('True');
  });

  it('watches softmaxes by any function, Adam’s ε and LoRA’s scale', () => {
    const { lines } = run(`
F = nn.functional
class Mixer(nn.Module):
    def __init__(self, mix):
        super().__init__()
        self.lora_A, self.lora_B, self.scaling = nn.Linear(4, 4), nn.Linear(4, 4), {"default": 0.5}
        self.mix = mix
    def forward(self, x):
        q = self.lora_B(self.lora_A(x))
        return q + self.mix(q)

mixes = {
    "fused": lambda q: F.scaled_dot_product_attention(q, q, q, is_causal=True),
    "own": lambda q: (q @ q.mT / 2 + torch.ones(3, 3).triu(1) * torch.finfo(torch.float32).min).softmax(-1) @ q,
    "module": nn.MultiheadAttention(4, 1, batch_first=True),
}
model = nn.ModuleDict({name: Mixer(mix if name != "module" else lambda q: mixes["module"](q, q, q)[0]) for name, mix in mixes.items()})
x = torch.randn(1, 3, 4)
with torch.no_grad():
    for name in ("own", "module"):
        model[name].load_state_dict(model["fused"].state_dict())
with Recorder(sys.argv[1]) as recorder:
    watch = recorder.watch(model, width=4, seed=0, probe=lambda: sum(one(x) for one in model.values()).sum())
    watch(0)
    adam = torch.optim.Adam(model["own"].parameters(), eps=1e9)
    sum(one(x) for one in model.values()).sum().backward()
    adam.step()
    watch(1)
`);
    const of = (module: string, step = 0) =>
      (lines as { module: string; step: number; size: number; entries: number }[]).find(
        (line) => line.module === module && line.step === step,
      );
    expect(of('fused@logits')).toMatchObject({ entries: 9 });
    expect(of('module@logits')).toMatchObject({ entries: 9 });
    for (const kind of ['logits', 'entropy'])
      expect(of(`own@${kind}`)?.size).toBeCloseTo(of(`fused@${kind}`)!.size, 4);
    expect(of('own@scale')).toMatchObject({ size: 0.5 });
    expect(of('own.lora_A.weight@epsilon')).toMatchObject({ size: 0.01 });
    expect(of('own.lora_A.weight@epsilon', 1)?.size).toBeCloseTo(1, 4);
    expect(of('fused.lora_A.weight@epsilon')).toBeUndefined();
  });

  it('leaves out what puts out a weight, and keeps changes of doubles', () => {
    const { lines } = run(`
model = nn.utils.parametrizations.weight_norm(nn.Linear(1, 1, bias=False)).double()
with Recorder(sys.argv[1]) as recorder:
    watch = recorder.watch(model, width=8, seed=3, probe=lambda: model(x.double()).sum())
    watch(0)
    with torch.no_grad():
        model.parametrizations.weight.original0 += 1e-9
    watch(1)
`);
    expect(lines).toMatchObject([
      { module: 'model', largestChange: 0 },
      { module: 'model', largestChange: expect.closeTo(3e-9, 13) as number },
    ]);
  });

  it('warns of outputs of 16 bits, as under autocast', () => {
    const { said } = run(`
import warnings
with Recorder(sys.argv[1]) as recorder, warnings.catch_warnings(record=True) as warned:
    model = Model()
    with torch.autocast("cpu", torch.bfloat16):
        recorder.watch(model, width=8, seed=0, probe=lambda: model(x).sum())(0)
    recorder.watch(model, width=8, seed=1, probe=lambda: model(x).sum())(0)
    print(*sorted({str(one.message) for one in warned}))
`);
    expect(said.trim()).toBe(
      'Outputs are torch.bfloat16, which rounds small changes: let the probe compute in float32.',
    );
  });

  it('writes null where training diverged, which is read as that', () => {
    const { lines, said } = run(`
with Recorder(sys.argv[1]) as recorder:
    for width in (1, 2, 3):
        for seed in (0, 1):
            model, watch = watched(recorder, width, seed, modules=["first"], frozen_loss=torch.tensor(7.0))
            watch(0)
            model.first.weight.data.fill_(float("nan"))
            watch(1)
from singlora_coordinate_check import judge_file
print(*[step.verdict for step in judge_file(sys.argv[1]).modules[0].steps])
`);
    expect(
      lines.filter((line) => (line as { module: string }).module === 'first').slice(0, 2),
    ).toMatchObject([
      { step: 0, frozenLoss: 7, loss: 6 },
      { step: 1, frozenLoss: 7, loss: null, size: null, largestChange: null },
    ]);
    expect(said).toMatch(/diverged/);
  });

  it.each([
    ['watch(1)', /Call watch\(0\) before the first step/],
    ['x = x[:1]; watch(0); x = torch.ones(3, 1); watch(1)', /the probe needs one fixed batch/],
    [
      'recorder.watch(model, width=1, seed=0, probe=None, modules=["none"])',
      /No module is watched/,
    ],
    // Not judged, they would pass: a name with an error, and a second name of a shared module.
    [
      'recorder.watch(model, width=1, seed=0, probe=lambda: model(x).sum(), modules=["first", "frist"])(0)',
      /The probe has no output of frist: /,
    ],
    [
      'model.again = model.first; recorder.watch(model, width=1, seed=0, probe=lambda: model(x).sum(), modules=["first", "again"])(0)',
      /The probe has no output of again: /,
    ],
  ])('%s is an error', (call, message) => {
    const script = `
with Recorder(sys.argv[1]) as recorder:
    model, watch = watched(recorder, 1, 0)
    try:
        ${call}
    except ValueError as error:
        print(error)
    recorder._file.write("{}\\n")
`;
    expect(run(script).said).toMatch(message);
  });
});

/** The root mean square of two or four entries whose squares have this mean. */
const near = (mean: number) => expect.closeTo(Math.sqrt(mean), 3) as number;
