import { codedDreamBooth } from '../errors.ts';

export const ownTokenizer = (id: string, given: string) =>
  codedDreamBooth.DREAMBOOTH_TOKENIZER`${id} has a tokenizer of its own, so that ${given} would not be used. Leave it out: only a model in one file needs one.`;

export const noTokenizer = (id: string) =>
  codedDreamBooth.DREAMBOOTH_TOKENIZER`${id} is one file, and has no tokenizer in it. Name the folder of one (vocab.json and merges.txt of openai/clip-vit-large-patch14), or give the model in diffusers' folders.`;
