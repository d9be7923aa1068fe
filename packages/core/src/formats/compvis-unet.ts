const resnet: Readonly<Record<string, string>> = {
  'in_layers.0': 'norm1',
  'in_layers.2': 'conv1',
  'emb_layers.1': 'time_emb_proj',
  'out_layers.0': 'norm2',
  'out_layers.3': 'conv2',
  skip_connection: 'conv_shortcut',
};

const outside: Readonly<Record<string, string>> = {
  'input_blocks.0.0': 'conv_in',
  'time_embed.0': 'time_embedding.linear_1',
  'time_embed.2': 'time_embedding.linear_2',
  'label_emb.0.0': 'add_embedding.linear_1',
  'label_emb.0.2': 'add_embedding.linear_2',
  'out.0': 'conv_norm_out',
  'out.2': 'conv_out',
};

const middle = ['resnets.0', 'attentions.0', 'resnets.1'];

/**
 * Converts a layer's name in Stable Diffusion's U-Net from the original code, CompVis's, to diffusers', as
 * `diffusers.loaders.single_file_utils` does: `input_blocks.4.1.proj_in` is `down_blocks.1.attentions.0.proj_in`.
 * Undefined for other names.
 *
 * @param blocksPerLevel how many input blocks a level has, including its downsampler: 3 in Stable Diffusion 1, 2 and XL
 */
export function compvisUnetLayer(name: string, blocksPerLevel = 3): string | undefined {
  if (Object.hasOwn(outside, name)) return outside[name];
  const [, side, index, place, rest = ''] =
    /^(input|middle|output)_block(?:s\.(\d+))?\.([012])\.(.+)$/.exec(name) ?? [];
  if (side === undefined || (side === 'middle') !== (index === undefined)) return undefined;
  const isResnet = side === 'middle' ? place !== '1' : place === '0';
  const inner = isResnet ? resnet[rest] : rest;
  if (side === 'middle') return inner && `mid_block.${middle[Number(place)]}.${inner}`;
  const [way, block] = side === 'input' ? ['down', Number(index) - 1] : ['up', Number(index)];
  if (block < 0) return undefined;
  const level = `${way}_blocks.${Math.floor(block / blocksPerLevel)}`;
  if (rest === 'op' || rest === 'conv') return `${level}.${way}samplers.0.conv`;
  return (
    inner && `${level}.${isResnet ? 'resnets' : 'attentions'}.${block % blocksPerLevel}.${inner}`
  );
}
