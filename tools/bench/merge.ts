// Times a LoRA's merge into a checkpoint against PyTorch's, with the memory of each.
//
//     nx run tools:merge
import { join } from 'node:path';
import {
  fromFloat32,
  streamSafetensors,
  writeFileAtomic,
  writeSafetensors,
  type TensorData,
} from '@singlora/core/formats';
import { runCommand, usualOptions } from './command.ts';
import { provenanceOf } from './record.ts';
import { sidesOfJob, threads } from './side.ts';
import { inNewProcesses } from './turns.ts';

/** The number of square bfloat16 matrices in a checkpoint, of adapted ones, and their rows. */
const usual = { matrices: 120, adapted: 60, width: 2048, rank: 16, alpha: 32 };

/** The paths of the checkpoint, of the adapter, and of the result. */
export type MergeFiles = Awaited<ReturnType<typeof writeFiles>>;

/** Writes the files into a folder, with random values. */
async function writeFiles(folder: string, given: typeof usual) {
  const { matrices, adapted, width, rank, alpha } = given;
  const random = (count: number) => Float32Array.from({ length: count }, () => Math.random() - 0.5);
  const layers = Array.from({ length: matrices }, (_, i) => `model.layers.${i}.self_attn.q_proj`);
  const data = fromFloat32(random(width * width), 'BF16');
  const weight = {
    dtype: 'BF16' as const,
    shape: [width, width],
    read: () => Promise.resolve(data),
  };
  const base = join(folder, 'model.safetensors');
  const weights = layers.map((layer) => [`${layer}.weight`, weight] as const);
  await streamSafetensors(base, Object.fromEntries(weights), { format: 'pt' });

  const adapter = join(folder, 'adapter');
  const factor = (shape: number[]): TensorData => ({
    dtype: 'F32',
    shape,
    data: random(rank * width),
  });
  const factors = layers
    .slice(0, adapted)
    .flatMap((layer) => [
      [`base_model.model.${layer}.lora_A.weight`, factor([rank, width])] as const,
      [`base_model.model.${layer}.lora_B.weight`, factor([width, rank])] as const,
    ]);
  await writeSafetensors(join(adapter, 'adapter_model.safetensors'), Object.fromEntries(factors));
  const settings = { peft_type: 'LORA', r: rank, lora_alpha: alpha, target_modules: ['q_proj'] };
  await writeFileAtomic(join(adapter, 'adapter_config.json'), JSON.stringify(settings));
  return { base, adapter, out: join(folder, 'merged.safetensors'), scale: alpha / rank };
}

await runCommand({
  about: `Times a LoRA's merge into a checkpoint of 1 GB beside PyTorch, five processes of each side in turns. Needs 2 GB in
the folder of temporary files, or TMPDIR.`,
  options: usualOptions,
  async *measure(asked, folder) {
    const { tiny, rounds = tiny ? 1 : 5 } = asked;
    const given = tiny ? { ...usual, matrices: 2, adapted: 1, width: 64 } : usual;
    const sides = sidesOfJob('merge', 'PyTorch', await writeFiles(folder, given), 'bfloat16');
    const { started, measured } = await inNewProcesses(sides, { ...asked, rounds }, {});
    const { matrices, adapted, width, rank } = given;
    yield {
      kind: 'merge',
      case: 'merge',
      title: `LoRA of rank ${rank} on ${adapted} of ${matrices} matrices of ${width}²`,
      command: 'npx nx run tools:merge',
      ...provenanceOf(started),
      setting: { method: 'lora', ...given, threads },
      cases: [{ case: 'merge', measured }],
    };
  },
});
