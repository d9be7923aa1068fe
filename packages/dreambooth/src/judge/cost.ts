import type { BatchCost, CostSetting } from '@singlora/training';
import type { JudgeConfig } from './config.ts';

/**
 * What a step through a judge keeps. Of a layer with C channels at P places, which reads R numbers: its input R,
 * as its filter reads it, and P C each for the convolution's output and the slope of SiLU. Recomputation changes
 * nothing.
 */
export function judgeCost(config: JudgeConfig, { rows }: CostSetting): BatchCost {
  let [side, read] = [config.image_size, 3 * config.image_size ** 2];
  const kept = config.conv_channels.map((channels, i) => {
    side = Math.ceil(side / (config.conv_strides[i] as number));
    const output = channels * side ** 2;
    const numbers = read + 2 * output;
    read = output;
    return numbers;
  });
  const bytes = 4 * rows;
  const sum = kept.reduce((a, b) => a + b, 0);
  return { activations: bytes * sum, working: bytes * Math.max(...kept) };
}
