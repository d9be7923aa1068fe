import type { Method } from '@singlora/core';

/** Some of what a method's schema takes. */
export type MethodSettings = Readonly<Record<string, unknown>>;

/** Whether a method has settings of these names and values. */
export const takes = ({ name, schema }: Method, settings: MethodSettings) =>
  schema.safeParse({ method: name, ...settings }).success;
