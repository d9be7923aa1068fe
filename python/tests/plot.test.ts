import { expect, it } from 'vitest';
import { describeWith, fixture, runPython } from './python.test.support.ts';

const program = `
import io, sys
from singlora_coordinate_check import judge, read
from singlora_coordinate_check.plot import plot

figure = plot(judge(read(sys.argv[1]).units))
for axes in figure.axes:
    labels = [line.get_label() for line in axes.lines]
    print(axes.get_title(), [[int(x) for x in line.get_xdata()] for line in axes.lines][0], labels[-1], sep=" | ")
figure.savefig(io.BytesIO())
`;

describeWith(['matplotlib'], 'the plot', () => {
  it('has a panel for the size and the change of each module, with widths and verdicts', () => {
    const { stdout, stderr, status } = runPython(['-c', program, fixture('mlp-standard')]);
    expect(status, stderr).toBe(0);
    const widths = '[64, 128, 256, 512]';
    expect(stdout.trim().split('\n')).toEqual([
      `first: size | ${widths} | after 3: stable`,
      `first: change since the start | ${widths} | after 3: stable`,
      `second: size | ${widths} | after 3: bends`,
      `second: change since the start | ${widths} | after 3: exploding`,
      `readout: size | ${widths} | after 3: exploding`,
      `readout: change since the start | ${widths} | after 3: exploding`,
    ]);
  });
});
