import { downsampler, upsampler } from '../blocks/resampler.ts';
import { residualBlock } from '../blocks/residual-block.ts';
import type { NetworkStage } from '../blocks/stage.ts';
import { transformer, type TransformerInputs } from './transformer.ts';
import type { UNetConfig, UNetLevel } from './unet-config.ts';

export type UNetStage = NetworkStage<TransformerInputs>;

export interface UNetStages {
  /** The stages from the widest picture to the smallest. */
  down: readonly UNetStage[];
  middle: UNetStage;
  /** The stages from the smallest picture to the widest. */
  up: readonly UNetStage[];
}

/** The stages of a configuration, one for each resolution in the down and the up path. */
export function stagesOf(config: UNetConfig, timeChannels: number): UNetStages {
  const { levels, groups, norm_eps: epsilon, use_linear_projection: linearProjection } = config;
  /** @param inputs the input channels of each residual block */
  const stage = (
    name: string,
    level: UNetLevel,
    inputs: readonly number[],
    transformers: number,
  ): UNetStage => ({
    residuals: inputs.map((inChannels, i) =>
      residualBlock(`${name}.resnets.${i}`, {
        inChannels,
        outChannels: level.channels,
        timeChannels,
        groups,
        epsilon,
      }),
    ),
    attentions: Array.from({ length: transformers }, (_, i) =>
      transformer(`${name}.attentions.${i}`, {
        channels: level.channels,
        heads: level.heads,
        layers: level.transformerLayers,
        contextSize: level.contextSize,
        groups,
        linearProjection,
      }),
    ),
  });

  const down = levels.map((level, i) => {
    const { channels, layers } = level;
    const name = `down_blocks.${i}`;
    const above = levels[i - 1]?.channels ?? channels;
    const inputs = [above, ...repeated(layers - 1, channels)];
    const isLast = i === levels.length - 1;
    return {
      ...stage(name, level, inputs, config.down[i] ? layers : 0),
      ...(!isLast && { resampler: downsampler(name, channels, 1) }),
    };
  });
  const up = levels
    .map((level, i) => {
      const { channels, layers } = level;
      const place = levels.length - 1 - i;
      const name = `up_blocks.${place}`;
      const below = levels[i + 1]?.channels ?? channels;
      const above = levels[i - 1]?.channels ?? channels;
      const came = [below, ...repeated(layers, channels)];
      // The channels of this level's skips from the down path, last first; the level's input comes last.
      const left = [...repeated(layers, channels), above];
      const inputs = came.map((width, j) => width + (left[j] as number));
      return {
        ...stage(name, level, inputs, config.up[place] ? layers + 1 : 0),
        ...(i > 0 && { resampler: upsampler(name, channels) }),
      };
    })
    .toReversed();
  const last = levels.at(-1) as UNetLevel;
  return { down, middle: stage('mid_block', last, repeated(2, last.channels), 1), up };
}

const repeated = (count: number, value: number): number[] =>
  Array.from({ length: count }, () => value);
