import { mixed, rgb, type Rgb } from '../colours.ts';

export const skinTones = {
  porcelain: rgb(0xf7dccb),
  fair: rgb(0xeec3a3),
  tan: rgb(0xd9a277),
  olive: rgb(0xbd8a5c),
  brown: rgb(0x96613f),
  dark: rgb(0x754a30),
  ebony: rgb(0x553524),
} as const satisfies Record<string, Rgb>;

export const hairColours = {
  black: rgb(0x1d1a1e),
  brown: rgb(0x5b3a24),
  auburn: rgb(0x8a3a1f),
  ginger: rgb(0xd0702c),
  blond: rgb(0xe3bd62),
  grey: rgb(0x93959a),
  white: rgb(0xeceae4),
} as const satisfies Record<string, Rgb>;

export const eyeColours = {
  brown: rgb(0x54341e),
  green: rgb(0x3f8f4f),
  blue: rgb(0x2f78cc),
  grey: rgb(0x7b8b96),
} as const satisfies Record<string, Rgb>;

export const black = rgb(0x1a1418);
export const white = rgb(0xf7f5f0);

/** What all people share: their mouth inside, and what colours their lips. */
export const mouthColour = rgb(0x5c1f26);
const rose = rgb(0xb4343f);

export const shadowOf = (skin: Rgb): Rgb => mixed(skin, black, 0.36);
export const lipsOf = (skin: Rgb): Rgb => mixed(skin, rose, 0.55);
export const browsOf = (hair: Rgb): Rgb => mixed(hair, black, 0.25);
