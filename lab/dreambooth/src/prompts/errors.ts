import { quoted } from '@singlora/core/formats';
import { codedDreamBooth } from '../errors.ts';

export const noIdentifier = () =>
  codedDreamBooth.DREAMBOOTH_IDENTIFIER`The identifier is empty. Give a rare word that stands for the subject in prompts, such as sks.`;

export const identifierIsClass = (identifier: string) =>
  codedDreamBooth.DREAMBOOTH_IDENTIFIER`The identifier ${quoted(identifier)} is the class too, so that no prompt could tell the subject from others of its class. Give a rare word as identifier, such as sks.`;
