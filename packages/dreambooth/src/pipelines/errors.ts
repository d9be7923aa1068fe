import { coded } from '../errors.ts';

export const noTokenizer = (id: string) =>
  coded.DREAMBOOTH_TOKENIZER`${id} is one file, and has no tokenizer in it. Name the folder of one (vocab.json and merges.txt of openai/clip-vit-large-patch14), or give the model in diffusers' folders.`;
