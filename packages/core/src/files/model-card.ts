import { methodOf } from '../adapter-config.ts';
import type { AdapterArchive } from './archive.ts';

/** The `README.md` of an adapter's folder, with the front matter that the Hub reads. */
export function modelCard({ config, u, layers, baseModel }: AdapterArchive): string {
  const { summary, peft } = methodOf(config);
  const load =
    peft.type === 'LORA'
      ? 'Load it with `peft.PeftModel.from_pretrained`.'
      : 'Load it with `loadAdapter` of `@singlora/core/node`, or make a plain LoRA of it with `npx singlora convert <folder> --to lora`.';
  return [
    '---',
    `library_name: ${peft.type === 'LORA' ? 'peft' : 'singlora'}`,
    ...(baseModel === undefined ? [] : [`base_model: ${JSON.stringify(baseModel)}`]),
    'tags:',
    `  - ${config.method}`,
    '---',
    '',
    `# ${config.method} adapter`,
    '',
    summary,
    '',
    `Rank ${config.r}, alpha ${config.lora_alpha}, ${layers.length} layers, ramp at u = ${u}. ${load}`,
    '',
  ].join('\n');
}

const written =
  /^---\nlibrary_name: (peft|singlora)\n(base_model: .*\n)?tags:\n {2}- .+\n---\n\n# .+ adapter\n\n.+\n\nRank .+ ramp at u = .+\n$/;

/** Whether a text is a model card of {@link modelCard}, to which nobody has added anything. */
export const isModelCard = (text: string): boolean => written.test(text);
